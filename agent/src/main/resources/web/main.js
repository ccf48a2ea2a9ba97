// Wires the parts: stream and API into the state, the state into the pictures, the reader's choice into the address.
import {announce} from './announce.js';
import * as choices from './choice.js';
import {byId, say, show} from './dom.js';
import {focus, followRun, followWindow, look} from './focus.js';
import {frames} from './frame.js';
import {groupView} from './groupview.js';
import {loadFocus, reload} from './load.js';
import {overview} from './overview.js';
import * as state from './state.js';
import * as status from './status.js';
import {follow} from './stream.js';
import {theme} from './theme.js';
import {view} from './view.js';

/** Browsers refuse many changes of the address in a short time. */
const QUIET_MS = 250;

let choice = choices.read();
let fallback = null;
const changed = new Set();

const invalidate = frames(draw);
const drawOverview = overview(run => choices.forRun(choice, run), sort => choose({sort}));
const detail = view({invalidate: () => invalidate('detail'), pin: step => choose({run: chosenRun(), window: step}, true)});
const group = groupView(byId('group'), () => invalidate('detail'));

/** The run of the address; without one, and without a group, the first that is live, for as long as it is there. */
function chosenRun() {
  if (choice.run || choice.group) return choice.run;
  if (!state.runs.has(fallback)) {
    const all = state.ordered();
    fallback = (all.find(e => state.active(e).length > 0) ?? all.find(e => e.record.state === 'live') ?? all[0])?.record.run ?? null;
  }
  return fallback;
}

/** Turns to what is chosen unless it is looked at already; returns whether it turned. */
function turn() {
  const run = chosenRun();
  const entry = state.runs.get(run);
  const observable = choice.observable ?? (entry ? state.firstObservable(entry) : null);
  const preset = choice.preset ?? (focus.run === run && focus.observable === observable ? focus.preset : null);
  if (focus.run === run && focus.observable === observable && focus.preset === preset) return false;
  look(run, observable, preset);
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
  if (run === focus.run) invalidate('detail');
}

/** Reads everything over the API; anew: what was known may be wrong. */
function read(anew) {
  reload({
    runs: records => {
      status.readable();
      if (anew) {
        state.forget();
        look(null, null, null);
      }
      state.replaceRuns(records);
      if (!turn()) past();
      state.runs.forEach((_, run) => touch(run));
      ['status', 'table', 'detail'].forEach(invalidate);
    },
    changed: touch,
    failed: message => {
      status.unreadable(message);
      invalidate('status');
    },
  });
}

follow({
  opened: () => { status.streaming(); read(false); },
  lost: () => {
    status.lost();
    invalidate('status');
  },
  reset: () => read(true),
  run: record => {
    if (!record?.run) return;
    state.putRun(record);
    followRun(record);
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
    followWindow(w);
    touch(w.run);
  },
  distance: d => { if (group.hears(d)) invalidate('detail'); },
  event: e => {
    if (!e?.id) return;
    announce(e);
    state.putEvent(e);
    ['table', 'detail'].forEach(invalidate);
    if (e.run) touch(e.run);
  },
});

function draw(parts) {
  status.drawStatus();
  if (parts.has('table')) {
    show(byId('empty'), status.link.readable !== null && state.runs.size === 0);
    const more = drawOverview(choice, choice.group ? null : focus.run, changed);
    changed.clear();
    if (more) invalidate('table');
  }
  if (parts.has('detail')) drawDetail();
}

function drawDetail() {
  const wanted = choice.run ?? choice.group;
  const known = choice.run ? state.runs.has(choice.run) : state.groups().has(choice.group);
  const missing = wanted && !known && status.link.readable && state.runs.size > 0;
  show(byId('missing'), Boolean(missing));
  say(byId('missing'), missing ? `No ${choice.run ? 'run' : 'group'} is called “${wanted}”. Choose one above, or wait: it appears here when it starts.` : '');
  detail.draw(choice);
  group.draw(choice.run ? {...choice, group: null} : choice);
}

/** A choice goes into the address; a small one does not become a step of the way back, and waits for the next of its kind. */
let writing = 0;
function choose(part, quietly = false) {
  clearTimeout(writing);
  const to = {...choice, ...part};
  if (!quietly) return void (location.hash = choices.hash(to));
  choice = to;
  writing = setTimeout(() => history.replaceState(null, '', choices.hash(to)), QUIET_MS);
  drawChoice();
}

let kept = '';
function drawChoice() {
  const now = choices.forRun(choice, '');
  if (now !== kept) state.runs.forEach((_, run) => changed.add(run)); // the rows' addresses carry it
  kept = now;
  byId('zoom').querySelector(`input[value="${choice.zoom}"]`).checked = true;
  if (document.activeElement !== byId('filter')) byId('filter').value = choice.filter ?? '';
  ['table', 'detail'].forEach(invalidate);
}

addEventListener('hashchange', () => {
  clearTimeout(writing);
  choice = choices.read();
  turn();
  drawChoice();
});
addEventListener('resize', () => invalidate('detail'));
byId('filter').addEventListener('input', e => choose({filter: e.target.value.trim() || null}, true));
byId('zoom').addEventListener('change', e => choose({run: chosenRun(), zoom: e.target.value}));
byId('observable').addEventListener('change', e => choose({run: chosenRun(), observable: e.target.value, preset: null, window: null}));
byId('preset').addEventListener('change', e => choose({run: chosenRun(), preset: e.target.value}));
byId('group-observable').addEventListener('change', e => choose({observable: e.target.value, preset: null}));
byId('group-preset').addEventListener('change', e => choose({preset: e.target.value}));
document.querySelector('[data-skip]').addEventListener('click', e => {
  e.preventDefault();
  byId(choice.group && !choice.run ? 'group' : 'detail').focus();
});
theme();
drawChoice();
