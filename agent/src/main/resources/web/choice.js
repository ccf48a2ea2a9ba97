// What the reader chose lives in the address, so that it can be reloaded, sent and stepped back through.
const FIELDS = ['run', 'group', 'event', 'observable', 'preset', 'window', 'zoom', 'filter', 'sort'];
/** What stays when something else is looked at. */
const KEPT = ['zoom', 'filter', 'sort'];
export const ZOOMS = ['disc', 'near', 'fit'];

/** {run, group, event, observable, preset, window, zoom, filter, sort}; null where nothing was chosen. */
export function read() {
  const given = new URLSearchParams(location.hash.slice(1));
  const choice = Object.fromEntries(FIELDS.map(f => [f, given.get(f) || null]));
  if (!ZOOMS.includes(choice.zoom)) choice.zoom = ZOOMS[0];
  choice.window = /^-?\d+$/.test(choice.window ?? '') ? Number(choice.window) : null;
  return choice;
}

/** The hash that stands for a choice. */
export function hash(choice) {
  const kept = FIELDS.filter(f => (choice[f] ?? null) !== null && choice[f] !== '' && !(f === 'zoom' && choice[f] === ZOOMS[0]));
  return '#' + new URLSearchParams(kept.map(f => [f, choice[f]]));
}

const anew = (choice, part) => hash({...Object.fromEntries(KEPT.map(f => [f, choice[f]])), ...part});

/** Another run is looked at through the same zoom, from its first observable and preset. */
export const forRun = (choice, run) => anew(choice, {run});

export const forGroup = (choice, group) => anew(choice, {group});

/** An event is looked at where it belongs; a group's own names no run. */
export const forEvent = (choice, e) => anew(choice, {run: e.run, group: e.run ? null : e.group, event: e.id, observable: e.observable && e.run ? e.observable : null});
