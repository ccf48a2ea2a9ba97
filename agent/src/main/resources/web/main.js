// Wires the parts: stream and API into the state, the state into the pictures, the reader's choice into the address.
import * as choices from './choice.js';
import {byId, say, show} from './dom.js';
import {whole, words} from './format.js';
import {frames} from './frame.js';
import {loadFocus, reload} from './load.js';
import {table} from './runs.js';
import * as state from './state.js';
import {drawStatus, hear} from './status.js';
import {follow} from './stream.js';
import {view} from './view.js';

let choice = choices.read();
let fallback = null;
const link = {streaming: null, readable: null, why: ''};
const changed = new Set();

const invalidate = frames(draw);
const drawTable = table(byId('runs'), run => choices.forRun(choice, run));
const detail = view(() => invalidate('detail'));

/** The run of the address; without one the first that is live, and then that one for as long as it is there. */
function chosenRun() {
  if (choice.run) return choice.run;
  if (!state.runs.has(fallback)) {
    const all = state.ordered();
    fallback = (all.find(e => e.record.state === 'live') ?? all[0])?.record.run ?? null;
  }
  return fallback;
}

/** Turns to what is chosen unless it is looked at already; returns whether it turned. */
function turn() {
  const {focus} = state;
  const run = chosenRun();
  const entry = state.runs.get(run);
  const observable = choice.observable ?? (entry ? state.firstObservable(entry) : null);
  const preset = choice.preset ?? (focus.run === run && focus.observable === observable ? focus.preset : null);
  if (focus.run === run && focus.observable === observable && focus.preset === preset) return false;
  state.look(run, observable, preset);
  detail.newest();
  past();
  invalidate('table');
  return true;
}

function past() {
  loadFocus(() => invalidate('detail'));
  invalidate('detail');
}

function touch(run) {
  changed.add(run);
  invalidate('table');
  if (run === state.focus.run) invalidate('detail');
}

/** Reads everything over the API; anew: what was known may be wrong. */
function read(anew) {
  reload({
    runs: records => {
      Object.assign(link, {readable: true, why: ''});
      if (anew) state.forget();
      state.replaceRuns(records);
      if (!turn()) past();
      state.runs.forEach((_, run) => touch(run));
      ['status', 'table'].forEach(invalidate);
    },
    changed: touch,
    failed: message => {
      Object.assign(link, {readable: false, why: message});
      invalidate('status');
    },
  });
}

follow({
  opened: () => { link.streaming = true; read(false); },
  lost: () => {
    if (link.streaming) hear();
    link.streaming = false;
    invalidate('status');
  },
  reset: () => read(true),
  run: record => {
    if (!record?.run) return;
    state.putRun(record);
    turn();
    touch(record.run);
  },
  removed: gone => {
    if (!gone?.run) return;
    state.runs.delete(gone.run);
    turn();
    touch(gone.run);
  },
  spectrum: w => {
    if (!w?.run) return;
    state.putWindow(w);
    touch(w.run);
  },
  event: e => {
    if (!e?.id) return;
    announce(e);
    if (state.putEvent(e)) invalidate('detail');
    if (e.run) touch(e.run);
  },
});

/** New alerts are read out; notes and later versions are not. */
function announce(e) {
  const known = e.run && state.runs.get(e.run)?.events.has(e.id);
  if (known || e.severity === 'info' || e.state === 'resolved') return;
  say(byId('announce'), `${e.severity}: ${words(e.kind)} in ${e.run ?? e.group} at step ${whole(e.step)}. ${e.message}`);
}

function draw(parts) {
  drawLink();
  if (parts.has('table')) drawOverview();
  if (parts.has('detail')) drawDetail();
}

function drawLink() {
  const live = link.streaming && link.readable;
  const away = link.streaming === false || link.readable === false;
  drawStatus(live ? 'live' : away ? 'away' : 'connecting', link.why);
}

function drawOverview() {
  const entries = state.ordered();
  show(byId('empty'), link.readable !== null && entries.length === 0);
  show(byId('overview'), entries.length > 0);
  const wanted = byId('filter').value.trim().toLowerCase();
  drawTable(entries.filter(e => matches(e.record, wanted)), state.focus.run, changed);
  changed.clear();
  const alerts = entries.reduce((n, e) => n + state.active(e).length, 0);
  say(byId('tally'), tally(entries, alerts));
  document.title = alerts > 0 ? `(${alerts}) Koopwatch` : 'Koopwatch';
}

const matches = (r, wanted) => !wanted || [r.run, r.group, r.arm, r.display_name].some(s => s?.toLowerCase().includes(wanted));

function tally(entries, alerts) {
  const live = entries.filter(e => e.record.state === 'live').length;
  return `${whole(live)} live of ${whole(entries.length)}${alerts > 0 ? `, ${whole(alerts)} active ${alerts === 1 ? 'alert' : 'alerts'}` : ''}`;
}

function drawDetail() {
  const missing = choice.run && !state.runs.has(choice.run) && link.readable && state.runs.size > 0;
  show(byId('missing'), Boolean(missing));
  say(byId('missing'), missing ? `No run is called “${choice.run}”. Choose one above, or wait: it appears here when it starts.` : '');
  detail.draw(choice);
}

function drawChoice() {
  byId('zoom').querySelector(`input[value="${choice.zoom}"]`).checked = true;
  state.runs.forEach((_, run) => changed.add(run));
  ['table', 'detail'].forEach(invalidate);
}

addEventListener('hashchange', () => {
  choice = choices.read();
  turn();
  drawChoice();
});
addEventListener('resize', () => invalidate('detail'));
byId('filter').addEventListener('input', () => { state.runs.forEach((_, run) => changed.add(run)); invalidate('table'); });
byId('zoom').addEventListener('change', e => choose({zoom: e.target.value}));
byId('observable').addEventListener('change', e => choose({observable: e.target.value, preset: null}));
byId('preset').addEventListener('change', e => choose({preset: e.target.value}));
document.querySelector('[data-skip]').addEventListener('click', e => { e.preventDefault(); byId('detail').focus(); });

/** A choice about the picture belongs to the run that is looked at. */
function choose(part) {
  location.hash = choices.hash({...choice, run: chosenRun(), ...part});
}

drawChoice();
