// What the page knows of all runs: a little of each. Everything is bounded.
export const RECENT = 60;
const MOST_EVENTS = 500;

export const runs = new Map();
/** Events that belong to a group and to no run of it. */
export const groupEvents = new Map();

const entryOf = record => ({record, incarnation: record.incarnation, preset: null, presets: new Set(), recent: [], events: new Map()});

/** Takes a runs record; returns whether it starts the run anew. */
export function putRun(record) {
  const known = runs.get(record.run);
  if (!known) runs.set(record.run, entryOf(record));
  else if (record.incarnation >= known.record.incarnation) {
    known.record = record;
    begin(known, record.incarnation);
  }
}

/** Replaces all runs by a fresh list, keeping what is known of those that stay. */
export function replaceRuns(records) {
  const named = new Set(records.map(r => r.run));
  for (const run of runs.keys()) if (!named.has(run)) runs.delete(run);
  records.forEach(putRun);
}

/** A higher incarnation starts a run anew. */
function begin(entry, incarnation) {
  if (incarnation <= entry.incarnation) return;
  entry.incarnation = incarnation;
  entry.recent = [];
}

/** Forgets all runs; the next list starts afresh. */
export function forget() {
  runs.clear();
  groupEvents.clear();
}

/** Takes a window into the recent past of its run. */
export function putWindow(w) {
  const entry = runs.get(w.run);
  if (!entry) return;
  begin(entry, w.incarnation);
  if (w.incarnation !== entry.incarnation || w.observable !== firstObservable(entry)) return;
  entry.presets.add(w.preset);
  entry.preset ??= w.preset;
  if (w.preset === entry.preset) insert(entry.recent, slim(w), RECENT);
}

const slim = w => ({first_step: w.first_step, last_step: w.last_step, spectral_radius: w.spectral_radius, one_step_error: w.one_step_error});

/** Takes the columns of a run's recent past. The server's own first preset wins over the first one seen in the stream. */
export function putRecent(run, {preset, incarnation, columns}) {
  const entry = runs.get(run);
  if (!entry || !preset || incarnation < entry.incarnation) return;
  if (entry.preset !== preset) Object.assign(entry, {preset, recent: []});
  entry.presets.add(preset);
  const byStep = new Map();
  for (const [name, {steps, values}] of Object.entries(columns)) {
    steps.forEach((step, i) => byStep.set(step, {...byStep.get(step), last_step: step, [name]: values[i]}));
  }
  const known = new Set(entry.recent.map(w => w.last_step));
  [...byStep.values()].filter(w => !known.has(w.last_step)).forEach(w => insert(entry.recent, w, RECENT));
}

/** Keeps a list ascending in last_step; the same window again replaces the old one. */
export function insert(list, w, most) {
  let at = list.length;
  while (at > 0 && after(list[at - 1], w)) at--;
  const same = at > 0 && !after(w, list[at - 1]);
  list.splice(same ? at - 1 : at, same ? 1 : 0, w);
  if (list.length > most) list.splice(0, list.length - most);
}

const after = (a, b) => a.last_step > b.last_step || (a.last_step === b.last_step && a.first_step > b.first_step);

/** Takes the first or a newer version of an alert or note; returns whether its run or group is known. */
export function putEvent(event) {
  const into = event.run ? runs.get(event.run)?.events : groupEvents;
  if (!into) return false;
  into.delete(event.id);
  into.set(event.id, event);
  if (into.size > MOST_EVENTS) into.delete(into.keys().next().value);
  return true;
}

export const firstObservable = entry => entry.record.observables?.[0]?.name ?? null;

/** Alerts that have not been resolved; notes are none. */
export const active = entry => [...entry.events.values()].filter(isActive);

export const isActive = e => e.severity !== 'info' && e.state !== 'resolved';

export const eventsOfGroup = group => [...groupEvents.values()].filter(e => e.group === group);

/** Events of a run and of its group, newest step first. */
export const eventsOf = entry => [...entry.events.values(), ...eventsOfGroup(entry.record.group)].sort((a, b) => b.step - a.step);

/** An event by its id; undefined where it is not known. */
export function eventOf(id) {
  for (const {events} of runs.values()) if (events.has(id)) return events.get(id);
  return groupEvents.get(id);
}

/** Group → its runs' entries, by name. */
export function groups() {
  const found = new Map();
  for (const entry of ordered()) {
    const {group} = entry.record;
    found.set(group, [...(found.get(group) ?? []), entry]);
  }
  return found;
}

const place = ({record: r}) => `${r.group}\n${r.arm}\n${r.run}`;

/** Runs by group, arm, name. */
export const ordered = () => [...runs.values()].map(e => [place(e), e]).sort((a, b) => a[0] < b[0] ? -1 : 1).map(p => p[1]);
