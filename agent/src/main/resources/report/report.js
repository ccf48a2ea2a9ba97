// The page: reads the document inside it, lays out its parts, and keeps them at one window.
import {byId, html, say, set} from './dom.js';
import {number, whole, words} from './format.js';
import {slots} from './plane.js';
import {curves} from './curves.js';
import {heat} from './heat.js';
import {spectra} from './spectra.js';
import {eventList, modeTable, windowTable} from './table.js';
import {CHANNELS, FIGURES, READING, STANDARDISED} from './words.js';

const MOST_CURVES = 32;
const data = JSON.parse(byId('data').textContent);
const page = byId('page');
const windows = data.windows;
const compare = data.kind === 'compare';
const first = windows[0].first_step;
const last = windows.at(-1).last_step;
const parts = [];
let shown = windows.length - 1;

/** Shows a window everywhere. */
function showWindow(index) {
  shown = Math.max(0, Math.min(windows.length - 1, index));
  parts.forEach(draw => draw(shown));
}

const nearestTo = step => windows.reduce((best, w, i) => Math.abs(w.last_step - step) < Math.abs(windows[best].last_step - step) ? i : best, 0);
const pickStep = step => showWindow(nearestTo(step));

function card(title = '', className = '') {
  const node = page.appendChild(html('section', `card ${className}`));
  if (title) node.append(html('h2', '', title));
  return node;
}

function row() {
  return page.appendChild(html('div', 'pictures'));
}

function chart(parent, spec) {
  const marks = data.events ?? [];
  const draw = curves(parent, {first, last, marks, ...spec, name: `${data.title}-${spec.name}`}, pickStep);
  parts.push(index => draw(windows[index].last_step));
}

function makeHead() {
  const head = card('', 'head');
  const kinds = {analyze: 'Koopman spectra', backtest: 'Alerts that would have fired', compare: 'Are they equivalent?'};
  head.append(html('p', 'tagline', kinds[data.kind]), html('h1', '', data.title));
  if (compare) makeVerdict(head);
  const facts = head.appendChild(html('dl', 'facts'));
  for (const [name, text] of data.facts) facts.append(html('dt', '', name), html('dd', '', text));
  if (data.windows_in_all > windows.length || data.modes_in_all > 128) {
    head.append(html('p', 'quiet', `This page holds ${whole(windows.length)} of ${whole(data.windows_in_all)} windows, evenly spaced`
      + `${data.modes_in_all > 128 ? ', and of each the 128 largest modes' : ''}; the curves keep the lowest and highest value of every stretch. All of it is in the output of --json.`));
  }
}

function makeVerdict(head) {
  const c = data.comparison;
  const tests = {permutation: 'whole replicas changed sides', bootstrap: 'only the noise of single windows was drawn again'};
  const verdict = head.appendChild(html('p', `verdict ${c.verdict}`));
  verdict.append(html('strong', '', c.verdict), html('span', '', c.p_value === null ? '' : ` p = ${number(c.p_value)}, alpha ${data.alpha} (${tests[c.test]})`));
  numbers(head, [['W1 between A and B', number(c.w1)], ['W1 without a difference', number(c.null_w1_mean ?? NaN)],
    ['replicas', `${c.replicas_a} and ${c.replicas_b}`], ['windows at equal steps', whole(c.windows)]]);
  if (c.test === 'bootstrap') head.append(html('p', 'reason', 'Single runs cannot tell what another seed would have changed: at least 3 replicas a side are needed for that, and 4 to call two trainings equivalent.'));
  head.append(html('p', 'quiet', data.meaning));
}

function numbers(parent, pairs) {
  const list = parent.appendChild(html('dl', 'numbers'));
  for (const [name, text] of pairs) {
    const item = list.appendChild(html('div'));
    item.append(html('dt', '', name), html('dd', '', text));
  }
}

/** The slider stays in sight; arrow keys, Home and End move it. */
function makeScrub() {
  const bar = page.appendChild(html('div', 'card scrub-bar'));
  const label = set(html('label', '', 'Window'), {for: 'window'});
  const slider = set(html('input'), {type: 'range', id: 'window', min: 0, max: windows.length - 1, step: 1});
  const text = set(html('output', 'chart-value'), {for: 'window'});
  const back = makeStep('‹', 'Window before', -1);
  const on = makeStep('›', 'Next window', 1);
  slider.addEventListener('input', () => showWindow(Number(slider.value)));
  bar.append(label, back, slider, on, text);
  parts.push(index => {
    slider.value = index;
    const w = windows[index];
    const where = `steps ${whole(w.first_step)} to ${whole(w.last_step)}`;
    set(slider, {'aria-valuetext': where});
    say(text, `${index + 1} of ${windows.length}, ${where}`);
  });
}

function makeStep(text, label, by) {
  const button = set(html('button', '', text), {type: 'button', 'aria-label': label});
  button.addEventListener('click', () => showWindow(shown + by));
  return button;
}

function perMode() {
  const lines = new Map();
  windows.forEach((w, at) => slots(w).forEach((slot, i) => {
    if (!lines.has(slot)) lines.set(slot, windows.map(v => [v.last_step, NaN]));
    lines.get(slot)[at][1] = Math.hypot(...w.eigenvalues[i]);
  }));
  return [...lines].sort((a, b) => a[0] - b[0]).slice(0, MOST_CURVES).map(([slot, points]) => ({name: `mode ${slot}`, slot, points}));
}

const gaps = points => points.map(([x, y]) => [x, y ?? NaN]);

function makeSpectrum() {
  const both = row();
  const left = both.appendChild(html('section', 'card'));
  parts.push(spectra(left, data.title, windows, compare));
  const right = both.appendChild(html('section', 'card lines'));
  if (compare) makeDistanceCurves(right); else makeModes(right);
}

function makeModes(parent) {
  parent.append(html('h2', '', 'Modes over steps'));
  const lines = perMode();
  const more = new Set(windows.flatMap(slots)).size - lines.length;
  chart(parent, {name: 'modes', title: '|λ| of each tracked mode', lines, level: 1, also: [1], tall: true, linear: true,
    help: `A value stands at its window’s last step.${more > 0 ? ` The first ${MOST_CURVES} modes; ${more} more came later.` : ''}${(data.events ?? []).length > 0 ? ' Upright lines are alerts and notes.' : ''}`});
  const draw = modeTable(parent, windows);
  parts.push(index => draw(windows[index]));
}

function makeDistanceCurves(parent) {
  const f = data.figures;
  const many = data.comparison.test === 'bootstrap';
  parent.append(html('h2', '', 'Distance over steps'));
  const lines = [['w1', 'A to B', 0, false], ['null_mean', 'null', 9, true], ['null_high', '95 % of null', 9, true]]
    .filter(([key]) => f[key]).map(([key, name, slot, dashed]) => ({name, slot, dashed, points: gaps(f[key])}));
  const pooled = !data.replicas;
  chart(parent, {name: 'distance', title: 'W1, A to B', lines, also: [0], tall: true,
    help: `Dashed, the null: ${many ? 'between spectra of one window whose noise was drawn again (windows without common rows)' : pooled ? 'with whole replicas dealt to the sides anew' : 'between replicas of one side'}, its mean and what 95 % of them do not exceed.`});
}

function makeReplicas() {
  const n = data.comparison.replicas_a;
  const draw = heat(card('Distances between replicas'), {name: `${data.title}-replicas`, title: 'W1 of each pair of replicas, colour by log₁₀',
    w1: data.replicas.map((r, i) => r.slice(0, i)), label: i => i < n ? `A${i + 1}` : `B${i - n + 1}`, onPick: () => {},
    help: 'Mean over the windows. Where the sides differ, the squares of A with A and of B with B are darker than those of A with B.'});
  draw(-1);
}

function makeHeat() {
  const {steps, w1, of} = data.heat;
  const place = card('Distances between windows');
  if (steps.length < 2) return void place.append(html('p', 'quiet', 'There are no two windows without common rows.'));
  const every = of > steps.length ? ` ${steps.length} of ${whole(of)} are shown, evenly spaced.` : '';
  const draw = heat(place, {name: `${data.title}-distances`, title: 'W1 of each pair of windows, colour by log₁₀', w1,
    label: i => whole(steps[i][1]), onPick: i => pickStep(steps[i][1]),
    help: `Windows that follow each other without common rows, named by their last step.${every} Dark squares on the diagonal are stretches of like dynamics.`});
  parts.push(index => draw(within(steps, windows[index].last_step)));
}

const within = (steps, step) => steps.findIndex(([from, to]) => step >= from && step <= to);

function makeGrid(title, series, describe, note = '') {
  const names = Object.keys(series ?? {});
  if (names.length === 0) return;
  const place = card(title);
  if (note) place.append(html('p', 'quiet', note));
  const grid = place.appendChild(html('div', 'grid'));
  for (const name of names) {
    const [text, help, options] = describe(name);
    chart(grid, {name, title: text, help, lines: [{name: text, slot: 0, points: gaps(series[name])}], ...options});
  }
}

function makeFigures() {
  const known = Object.keys(FIGURES).filter(name => data.figures[name]);
  const others = Object.keys(data.figures).filter(name => !FIGURES[name]);
  const varies = name => new Set(data.figures[name].map(p => p[1])).size > 1;
  const all = [...known, ...others].filter(name => name !== 'rank' || varies(name));
  makeGrid('Gauges over steps', Object.fromEntries(all.map(name => [name, data.figures[name]])), name => FIGURES[name] ?? [words(name), '', {}]);
}

function makeEvents() {
  const place = card(data.kind === 'backtest' ? 'Alerts and notes' : 'Alerts and notes of the change detector', 'events-card');
  if (data.events.length === 0) place.append(html('p', 'quiet', 'None.'));
  else eventList(place, data.events, data.events_in_all, pickStep);
}

function makeReading() {
  const place = card('How to read this page', 'reading');
  for (const [title, text] of [...READING[compare ? 'compare' : 'run'], ...READING.all]) place.append(html('h3', '', title), html('p', '', text));
}

function makeTable() {
  const place = card();
  const columns = compare ? [['w1', 'W1'], ['null_mean', 'null mean'], ['null_high', 'null 95 %']]
    : Object.keys(data.figures).map(name => [name, (FIGURES[name]?.[0] ?? words(name)).toLowerCase()]);
  parts.push(windowTable(place, `${data.title}-windows`, windows, columns, showWindow));
}

makeHead();
if (data.kind === 'backtest') makeEvents();
makeScrub();
makeSpectrum();
if (data.replicas?.length > 2) makeReplicas();
if (!compare) {
  makeGrid('Recorded beside it', data.scalars, name => [name, '', {}]);
  makeFigures();
  makeHeat();
  makeGrid('Channels of the change detector', data.channels, name => [words(name), '', {}], CHANNELS);
  makeGrid('Channels, standardised', data.standardised, name => [words(name), '', {level: 0}], STANDARDISED);
  if (data.kind === 'analyze' && data.events.length > 0) makeEvents();
}
makeTable();
makeReading();
showWindow(shown);
