// What became of the spectrum: lines over steps, one chart under the other on one step axis, alarms across all.
import {html, pool, say, set, svg} from './dom.js';
import {fixed, hue, number, short, whole, words} from './format.js';
import {slots} from './plane.js';
import {decimals, linear, path, range, thin, ticks} from './scale.js';

const LEAST_HEIGHT = 150;
const EDGE = {left: 52, right: 10, top: 8, bottom: 22};
const MOST_MODES = 32;

const CHARTS = [
  {title: '|λ| per mode', lines: perMode, also: [1], line: 1, now: w => `largest ${fixed(w.spectral_radius, 4)}`},
  {title: 'One-step error', lines: single(w => w.one_step_error), also: [0], now: w => number(w.one_step_error)},
  {title: 'Effective rank', lines: single(w => w.effective_rank), also: [], now: w => number(w.effective_rank)},
];

/** [{slot, points: [[step, value]]}] of one value a window; null and missing are gaps. */
function single(value) {
  return windows => [{slot: 0, points: windows.map(w => [w.last_step, value(w) ?? NaN])}];
}

function perMode(windows) {
  const lines = new Map();
  windows.forEach((w, at) => slots(w).forEach((slot, i) => {
    if (!lines.has(slot)) lines.set(slot, windows.map(v => [v.last_step, NaN]));
    lines.get(slot)[at][1] = Math.hypot(w.eigenvalues[i][0] ?? NaN, w.eigenvalues[i][1] ?? NaN);
  }));
  return [...lines].sort((a, b) => a[0] - b[0]).slice(0, MOST_MODES).map(([slot, points]) => ({slot, points}));
}

/**
 * Prepares the charts in a parent.
 * @param on hover(step or null), pin(step)
 * @returns draw(windows, events, step of the shown window)
 */
export function lines(parent, on) {
  const charts = CHARTS.map(spec => chart(parent, spec));
  let steps = [];
  let sx = x => x;
  const stepAt = (event, root) => nearest(steps, sx, event.clientX - root.getBoundingClientRect().left);
  for (const {root} of charts) {
    root.addEventListener('pointermove', e => on.hover(stepAt(e, root)));
    root.addEventListener('pointerleave', () => on.hover(null));
    root.addEventListener('click', e => on.pin(stepAt(e, root)));
  }
  return (windows, events, shown) => {
    const width = Math.max(200, charts[0].root.clientWidth || 600);
    const first = windows[0].last_step;
    const last = windows.at(-1).last_step;
    const height = Math.max(LEAST_HEIGHT, charts[0].root.clientHeight);
    steps = windows.map(w => w.last_step);
    sx = linear(first, last, EDGE.left, width - EDGE.right);
    const at = windows.find(w => w.last_step === shown) ?? windows.at(-1);
    charts.forEach(c => drawChart(c, {windows, events: events.filter(e => e.step >= first && e.step <= last), at, width, height, sx, first, last}));
  };
}

function nearest(steps, sx, x) {
  return steps.reduce((best, step) => Math.abs(sx(step) - x) < Math.abs(sx(best) - x) ? step : best, steps[0] ?? null);
}

function chart(parent, spec) {
  const head = html('p', 'chart-head');
  const name = head.appendChild(html('span', 'chart-title', spec.title));
  const value = head.appendChild(html('span', 'chart-value'));
  const root = svg('svg', {class: 'chart', role: 'img'});
  const layer = Object.fromEntries(['grid', 'marks', 'reference', 'series', 'cursor', 'labels']
    .map(key => [key, root.appendChild(svg('g', {class: key}))]));
  layer.line = layer.grid.appendChild(svg('path', {class: 'gridlines'}));
  layer.level = layer.reference.appendChild(svg('path'));
  layer.hair = layer.cursor.appendChild(svg('path'));
  const figure = html('div', 'chart-box');
  figure.append(head, root);
  parent.append(figure);
  return {spec, root, layer, name, value};
}

function drawChart({spec, root, layer, value}, data) {
  const {windows, at, width, height, sx, first, last} = data;
  const bottom = height - EDGE.bottom;
  const drawn = spec.lines(windows);
  const [low, high] = range(drawn.flatMap(l => l.points.map(p => p[1])), spec.also);
  const sy = linear(low, high, bottom, EDGE.top);
  set(root, {viewBox: `0 0 ${width} ${height}`, 'aria-label': `${spec.title}, steps ${whole(first)} to ${whole(last)}; at step ${whole(at.last_step)}: ${spec.now(at)}`});
  say(value, at.degenerate ? 'no spectrum' : spec.now(at));
  drawAxes(layer, {low, high, first, last, width, height, sx, sy});
  drawMarks(layer.marks, data.events, sx, bottom);
  set(layer.level, {d: spec.line === undefined ? '' : `M${EDGE.left} ${sy(spec.line)}H${width - EDGE.right}`});
  set(layer.hair, {d: windows.length > 1 ? `M${sx(at.last_step)} ${EDGE.top}V${bottom}` : ''});
  const paths = pool(layer.series, drawn.length, () => svg('path'));
  drawn.forEach((line, i) => set(paths[i], {class: hue(line.slot), d: path(thin(line.points, width).map(([x, y]) => [sx(x), sy(y)]))}));
}

function drawAxes(layer, {low, high, first, last, width, height, sx, sy}) {
  const up = ticks(low, high, 4);
  const across = ticks(first, last, Math.max(2, Math.floor(width / 110))).filter(Number.isInteger);
  set(layer.line, {d: up.map(t => `M${EDGE.left} ${sy(t)}H${width - EDGE.right}`).join('')});
  const texts = [
    ...up.map(t => [EDGE.left - 6, sy(t) + 4, 'end', fixed(t, decimals(up))]),
    ...across.map(t => [sx(t), height - 6, sx(t) > width - 40 ? 'end' : 'middle', short(t)]),
  ];
  const nodes = pool(layer.labels, texts.length, () => svg('text'));
  texts.forEach(([x, y, anchor, text], i) => {
    set(nodes[i], {x, y, 'text-anchor': anchor});
    say(nodes[i], text);
  });
}

function drawMarks(node, events, sx, bottom) {
  const groups = pool(node, events.length, () => {
    const group = svg('g');
    group.append(svg('rect', {y: EDGE.top}), svg('path'), svg('title'));
    return group;
  });
  events.forEach((e, i) => {
    const [shade, line, title] = groups[i].children;
    const x = sx(e.step);
    const onset = Math.max(EDGE.left, sx(e.onset_step ?? e.step));
    set(groups[i], {class: `mark ${e.severity}`, 'data-step': e.step});
    set(shade, {x: Math.min(onset, x), width: Math.max(0, x - onset), height: bottom - EDGE.top});
    set(line, {d: `M${x} ${EDGE.top}V${bottom}`});
    title.textContent = `${words(e.kind)} at step ${whole(e.step)}: ${e.message}`;
  });
}
