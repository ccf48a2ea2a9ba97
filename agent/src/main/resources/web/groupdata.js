// What the page knows of the chosen group, over the API; read again when the stream tells of new distances.
import * as api from './api.js';
import {backfiller} from './backfill.js';
import {fromStep} from './focus.js';
import {curvesOf, matricesOf} from './groupmath.js';
import {firstObservable} from './state.js';

const PAUSE_MS = 3000;
const MOST = 20_000;
const MOST_CURVES = 24;
const NOTHING = {trouble: null, observable: null, preset: null, observables: [], presets: [], names: [], pairs: [], matrix: null, meaning: '', leftOut: [], steps: [], curves: [], matrixAt: () => [], everything: () => []};

/** Runs stand in the order of the newest matrix. */
function read(document, history) {
  const {matrix, arm_pairs: pairs, meaning, left_out: leftOut, observable, preset, observables, presets} = document;
  const names = matrix?.runs ?? document.runs.map(r => r.run);
  const ofThis = history.filter(d => d.observable === observable && d.preset === preset);
  return {observable, preset, observables, presets, names, pairs, matrix, meaning, leftOut, curves: curvesOf(ofThis, pairs, MOST_CURVES), ...matricesOf(ofThis, names)};
}

/** Prepares the data; changed() is called when it has become another. */
export function groupData(changed) {
  const data = {group: null, version: 0, spectra: new Map(), ...NOTHING};
  const backfill = backfiller();
  let entries = [];
  let asked = {observable: null, preset: null};
  let waiting = 0;

  async function load() {
    waiting = 0;
    const {group} = data;
    try {
      const document = await api.group(group, asked);
      take(group, document, []);
      const {observable, preset} = document;
      take(group, document, await api.distances(group, {history: true, limit: MOST, observable: observable || null, preset: preset || null}));
    } catch (e) {
      if (group !== data.group) return;
      data.trouble = `What is known of the group cannot be read (${e.message}). Trying again.`;
      schedule();
    }
    await spectra(group);
    tell(group);
  }

  /** What is known now is drawn now; what follows, when it has come. */
  function take(group, document, history) {
    if (group !== data.group || (history.length === 0 && data.steps.length > 0)) return;
    Object.assign(data, read(document, history), {trouble: null});
    tell(group);
  }

  function tell(group) {
    if (group !== data.group) return;
    data.version++;
    changed();
  }

  async function spectra(group) {
    await backfill(entries, async entry => {
      const observable = data.observable || firstObservable(entry);
      if (!observable) return;
      const windows = await api.spectra(entry.record.run, {observable, preset: data.preset || null, from: fromStep(entry, observable, 2)}, 1);
      if (group === data.group && windows.length > 0) data.spectra.set(entry.record.run, windows.at(-1));
    });
  }

  const schedule = () => { waiting ||= setTimeout(load, PAUSE_MS); };

  return Object.assign(data, {
    look(group, runs, observable, preset) {
      entries = runs;
      if (group === data.group && observable === asked.observable && preset === asked.preset) return;
      asked = {observable, preset};
      Object.assign(data, NOTHING, {group});
      data.spectra.clear();
      data.version++;
      clearTimeout(waiting);
      load();
    },
    hears(d) {
      if (d?.group !== data.group) return false;
      schedule();
      return true;
    },
  });
}
