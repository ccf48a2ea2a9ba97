// The run that is looked at: its windows and what it logged, ascending in step. Everything is bounded.
import {insert, runs} from './state.js';

export const MOST_WINDOWS = 2000;
const MOST_POINTS = 4000;

/** version rises with every change, so that an unchanged picture is not drawn again. */
export const focus = {run: null, observable: null, preset: null, incarnation: -1, windows: [], scalars: new Map(),
  loaded: false, trouble: null, turn: 0, version: 0};

/** Looks at a run; what was loaded of another is forgotten. */
export function look(run, observable, preset) {
  Object.assign(focus, {run, observable, preset, incarnation: runs.get(run)?.incarnation ?? -1, windows: [], scalars: new Map(), loaded: false, trouble: null});
  focus.turn++;
  focus.version++;
}

/** A newer record of the run: what it says of the logged values is their newest point. */
export function followRun(record) {
  if (record.run !== focus.run) return;
  startAnew(record.incarnation);
  if (record.incarnation < focus.incarnation) return;
  for (const [name, value] of Object.entries(record.scalars ?? {})) putScalar(name, record.last_step ?? 0, value);
}

function startAnew(incarnation) {
  if (incarnation <= focus.incarnation) return;
  Object.assign(focus, {incarnation, windows: [], scalars: new Map()});
  focus.version++;
}

function putScalar(name, step, value) {
  const points = focus.scalars.get(name) ?? focus.scalars.set(name, []).get(name);
  const last = points.at(-1);
  if (last && step < last[0]) return;
  if (last?.[0] === step && last[1] === value) return;
  if (last?.[0] === step) points.pop();
  points.push([step, value]);
  if (points.length > MOST_POINTS) points.splice(0, points.length - MOST_POINTS);
  focus.version++;
}

/** Takes what the API knows of the logged values; what came meanwhile goes on behind it. */
export function putScalars(columns) {
  for (const [column, {steps, values}] of Object.entries(columns)) {
    const name = column.replace(/^scalar\./, '');
    const past = steps.map((step, i) => [step, values[i] ?? NaN]);
    const newer = (focus.scalars.get(name) ?? []).filter(([step]) => step > (past.at(-1)?.[0] ?? -Infinity));
    focus.scalars.set(name, [...past, ...newer]);
  }
  focus.version++;
}

/** Takes what the API knows of the windows. */
export function putPast(windows) {
  if (windows.length > 0 && focus.preset !== windows[0].preset) Object.assign(focus, {preset: windows[0].preset, windows: []});
  windows.forEach(followWindow);
  Object.assign(focus, {loaded: true, trouble: null});
  focus.version++;
}

/** Takes a window of the stream, if it is one that is looked at. */
export function followWindow(w) {
  if (w.run !== focus.run || w.observable !== focus.observable || w.incarnation < focus.incarnation) return;
  focus.preset ??= w.preset;
  if (w.preset !== focus.preset) return;
  startAnew(w.incarnation);
  insert(focus.windows, w, MOST_WINDOWS);
  focus.version++;
}

/** First step to ask for so that about so many windows' length of rows comes back: steps may be far apart. */
export function fromStep(entry, observable, windows) {
  const o = entry.record.observables?.find(x => x.name === observable);
  if (!o || o.last_step === null || o.rows < 2) return null;
  const apart = Math.max(1, Math.ceil(o.last_step / o.rows));
  const from = o.last_step - windows * o.window * apart;
  return from > 0 ? from : null;
}
