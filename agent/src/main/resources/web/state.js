// What the page knows: a little of every run, the windows of the one that is looked at. Everything is bounded.
export const RECENT = 60;
export const MOST_WINDOWS = 2000;
const MOST_EVENTS = 500;

export const runs = new Map();
export const groupEvents = new Map();

/** Windows of the chosen run, observable and preset, ascending. */
export const focus = {run: null, observable: null, preset: null, incarnation: -1, windows: [], loaded: false, trouble: null, turn: 0};

const entryOf = record => ({record, incarnation: record.incarnation, preset: null, presets: new Set(), recent: [], events: new Map()});

/** Takes a runs record. */
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
  if (focus.run === entry.record.run) Object.assign(focus, {incarnation, windows: []});
}

/** Forgets all runs; the next list starts afresh. */
export function forget() {
  runs.clear();
  groupEvents.clear();
  look(null, null, null);
}

/** Takes a window; returns whether the focus changed. */
export function putWindow(w) {
  const entry = runs.get(w.run);
  if (!entry) return false;
  begin(entry, w.incarnation);
  if (w.incarnation === entry.incarnation) noteRecent(entry, w);
  return putFocus(w);
}

function noteRecent(entry, w) {
  if (w.observable !== firstObservable(entry)) return;
  entry.presets.add(w.preset);
  entry.preset ??= w.preset;
  if (w.preset === entry.preset) insert(entry.recent, slim(w), RECENT);
}

const slim = w => ({first_step: w.first_step, last_step: w.last_step, spectral_radius: w.spectral_radius,
  one_step_error: w.one_step_error, degenerate: w.degenerate});

/** The server's own first preset, known from its answer, wins over the first one seen in the stream. */
export function putRecent(run, windows) {
  const entry = runs.get(run);
  if (!entry || windows.length === 0) return;
  if (entry.preset !== windows[0].preset) {
    entry.preset = windows[0].preset;
    entry.recent = [];
  }
  windows.forEach(putWindow);
}

/** Takes what the API knows of the focus. */
export function putPast(windows) {
  if (windows.length > 0 && focus.preset !== windows[0].preset) Object.assign(focus, {preset: windows[0].preset, windows: []});
  windows.forEach(putFocus);
  Object.assign(focus, {loaded: true, trouble: null});
}

function putFocus(w) {
  if (w.run !== focus.run || w.observable !== focus.observable || w.incarnation < focus.incarnation) return false;
  focus.preset ??= w.preset;
  if (w.preset !== focus.preset) return false;
  if (w.incarnation > focus.incarnation) Object.assign(focus, {incarnation: w.incarnation, windows: []});
  insert(focus.windows, w, MOST_WINDOWS);
  return true;
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

/** Looks at a run; what was loaded of another is forgotten. */
export function look(run, observable, preset) {
  const incarnation = runs.get(run)?.incarnation ?? -1;
  Object.assign(focus, {run, observable, preset, incarnation, windows: [], loaded: false, trouble: null});
}

/** Takes an alert or a new version of one; returns whether the run that is looked at has it. */
export function putEvent(event) {
  const into = event.run ? runs.get(event.run)?.events : groupEvents;
  if (!into) return false;
  into.delete(event.id);
  into.set(event.id, event);
  if (into.size > MOST_EVENTS) into.delete(into.keys().next().value);
  return event.run === focus.run || (!event.run && event.group === runs.get(focus.run)?.record.group);
}

export const firstObservable = entry => entry.record.observables?.[0]?.name ?? null;

/** Alerts that have not been resolved; notes are none. */
export const active = entry => [...entry.events.values()].filter(e => e.severity !== 'info' && e.state !== 'resolved');

/** Events of a run and of its group, newest step first. */
export function eventsOf(entry) {
  const group = [...groupEvents.values()].filter(e => e.group === entry.record.group);
  return [...entry.events.values(), ...group].sort((a, b) => b.step - a.step);
}

const place = ({record: r}) => `${r.group}\n${r.arm}\n${r.run}`;

/** Runs in the order of the table: by group, arm, name. */
export const ordered = () => [...runs.values()].sort((a, b) => place(a) < place(b) ? -1 : 1);

/** First step to ask for so that about so many windows' length of rows comes back: steps may be far apart. */
export function fromStep(entry, observable, windows) {
  const o = entry.record.observables?.find(x => x.name === observable);
  if (!o || o.last_step === null || o.rows < 2) return null;
  const apart = Math.max(1, Math.ceil(o.last_step / o.rows));
  const from = o.last_step - windows * o.window * apart;
  return from > 0 ? from : null;
}
