// Reads the past over the API: the list of runs, their events and recent past, the windows of the chosen one.
import * as api from './api.js';
import {backfiller} from './backfill.js';
import {focus, fromStep, MOST_WINDOWS, putPast, putScalars} from './focus.js';
import * as state from './state.js';

const AGAIN_MS = 3000;
const RECENT_WINDOWS = 5;
const FOCUS_WINDOWS = 20;
const POINTS = 2000;

const backfill = backfiller();
let turn = 0;
let retry = 0;

/**
 * Reads everything anew and tries again until it succeeds. What the stream brings meanwhile is kept: windows and events
 * have names, the same one twice is one.
 * @param on runs(records), changed(run), failed(message)
 */
export async function reload(on) {
  clearTimeout(retry);
  const mine = ++turn;
  let records;
  try {
    records = await api.runs();
  } catch (e) {
    if (mine !== turn) return;
    retry = setTimeout(() => reload(on), AGAIN_MS);
    on.failed(e.message);
    return;
  }
  if (mine !== turn) return;
  on.runs(records);
  await backfill([...state.groups()], async ([group, entries]) => {
    (await api.groupEvents(group)).forEach(state.putEvent);
    entries.forEach(entry => on.changed(entry.record.run));
  });
  if (mine !== turn) return;
  await backfill(state.ordered(), async entry => {
    await recent(entry);
    on.changed(entry.record.run);
  });
}

async function recent(entry) {
  const {run} = entry.record;
  const observable = state.firstObservable(entry);
  if (!observable) return;
  const from = fromStep(entry, observable, RECENT_WINDOWS);
  state.putRecent(run, await api.series(run, {fields: 'spectral_radius,one_step_error', observable, from, points: 4 * state.RECENT}));
}

/** Reads the windows and the logged values of what is looked at; retries for as long as it is looked at. */
export async function loadFocus(changed) {
  const {run, observable, preset} = focus;
  const entry = state.runs.get(run);
  const mine = ++focus.turn;
  if (!entry || !observable) return;
  try {
    const from = fromStep(entry, observable, FOCUS_WINDOWS);
    const [windows, logged] = await Promise.all([
      api.spectra(run, {observable, preset, from}, MOST_WINDOWS),
      api.series(run, {fields: 'scalars', points: POINTS, observable, from}),
    ]);
    if (mine !== focus.turn) return;
    putPast(windows);
    putScalars(logged.columns);
  } catch (e) {
    if (mine !== focus.turn) return;
    focus.trouble = `The spectra of ${run} cannot be read (${e.message}). Trying again.`;
    setTimeout(() => mine === focus.turn && loadFocus(changed), AGAIN_MS);
  }
  changed();
}
