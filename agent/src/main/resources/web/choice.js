// What the reader chose lives in the address, so that it can be reloaded, sent and stepped back through.
const FIELDS = ['run', 'observable', 'preset', 'zoom'];
export const ZOOMS = ['disc', 'near', 'fit'];

/** {run, observable, preset, zoom}; null where nothing was chosen. */
export function read() {
  const given = new URLSearchParams(location.hash.slice(1));
  const choice = Object.fromEntries(FIELDS.map(f => [f, given.get(f) || null]));
  if (!ZOOMS.includes(choice.zoom)) choice.zoom = ZOOMS[0];
  return choice;
}

/** The hash that stands for a choice. */
export function hash(choice) {
  const kept = FIELDS.filter(f => choice[f] && !(f === 'zoom' && choice[f] === ZOOMS[0]));
  return '#' + new URLSearchParams(kept.map(f => [f, choice[f]]));
}

/** Another run is looked at through the same zoom, from its first observable and preset. */
export const forRun = (choice, run) => hash({run, zoom: choice.zoom});
