// A triangle of distances as a square of colours, by their logarithm: a path per colour keeps even large ones light.
import {html, say, set, svg} from './dom.js';
import {number} from './format.js';
import {linear} from './scale.js';
import {saveMenu} from './save.js';

/** Viridis (van der Walt and Smith, CC0): even steps for every eye, also in grey. */
const STOPS = ['#440154', '#472d7b', '#3b528b', '#2c728e', '#21918c', '#28ae80', '#5ec962', '#addc30', '#fde725'];
const LEVELS = 48;
const SIZE = 520;
const EDGE_HEAT = {left: 64, top: 8, right: 10, bottom: 66};
const MOST_LABELS = {slanted: 40, plain: 6};

/**
 * {name, title, help, w1: [i][j < i], label(i), onPick(i, j), wide: whether labels are long, extent: [low, high]}.
 * Returns draw(index to be marked, or -1; parts of the spec that are new).
 */
export function heat(parent, spec) {
  const head = html('p', 'chart-head');
  const title = head.appendChild(html('span', 'chart-title'));
  const value = head.appendChild(html('span', 'chart-value'));
  const root = svg('svg', {class: 'heat', role: 'img'});
  const layer = Object.fromEntries(['cells', 'here', 'labels', 'labels key'].map(key => [key, root.appendChild(svg('g', {class: `${key} plain`}))]));
  const box = set(html('div', 'chart-box'), {'data-chart': spec.name});
  const view = {spec: {...spec}, title, edge: spec.wide ? {left: 150, top: 8, right: 10, bottom: 150} : EDGE_HEAT};
  view.inner = SIZE - view.edge.left - view.edge.right;
  head.append(saveMenu(root, spec.name, () => pairsOf(view.spec), box));
  box.append(head, root);
  if (spec.help) box.append(html('p', 'quiet', spec.help));
  parent.append(box);
  set(root, {viewBox: `0 0 ${SIZE} ${view.edge.top + view.inner + view.edge.bottom}`});
  drawHeat(root, layer, view);
  listenHeat(root, view, text => say(value, text));
  return (at, fresh) => {
    if (fresh) {
      Object.assign(view.spec, fresh);
      drawHeat(root, layer, view);
    }
    layer.here.replaceChildren(svg('path', {d: at < 0 ? '' : cross(view, at)}));
  };
}

function drawHeat(root, layer, view) {
  const {spec} = view;
  const n = spec.w1.length;
  view.place = linear(0, n, 0, view.inner);
  [view.low, view.high] = spec.extent ?? extent(spec.w1);
  drawCells(layer.cells, view);
  drawHeatAxes(layer.labels, view);
  drawKey(layer['labels key'], view);
  say(view.title, spec.title);
  set(root, {'aria-label': `${spec.title}: ${n} by ${n}, W1 from ${number(view.low)} to ${number(view.high)}`});
}

/** The least and the greatest distance above 0. */
export function extent(w1) {
  const positive = w1.flat().filter(v => v > 0);
  return positive.length === 0 ? [1, 1] : [positive.reduce((a, b) => Math.min(a, b)), positive.reduce((a, b) => Math.max(a, b))];
}

const pairsOf = spec => [['of', 'and', 'w1'], ...spec.w1.flatMap((row, i) => row.map((v, j) => [spec.label(j), spec.label(i), v]))];

function colour(share) {
  const at = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
  const from = STOPS[Math.floor(at)];
  const to = STOPS[Math.min(STOPS.length - 1, Math.floor(at) + 1)];
  const mix = k => Math.round(parseInt(from.slice(k, k + 2), 16) * (1 - at % 1) + parseInt(to.slice(k, k + 2), 16) * (at % 1));
  return `rgb(${mix(1)},${mix(3)},${mix(5)})`;
}

function drawCells(node, {spec, edge, place, low, high}) {
  const share = linear(Math.log10(low), Math.log10(high), 0, 1);
  const cells = Array.from({length: LEVELS}, () => '');
  const square = (i, j) => {
    const [x, y] = [edge.left + place(i), edge.top + place(j)];
    const side = place(i + 1) - place(i);
    return `M${x.toFixed(2)} ${y.toFixed(2)}h${side.toFixed(2)}v${side.toFixed(2)}h-${side.toFixed(2)}z`;
  };
  spec.w1.forEach((row, i) => row.forEach((v, j) => {
    if (!Number.isFinite(v)) return;
    const level = v > 0 ? Math.round(share(Math.log10(v)) * (LEVELS - 1)) : 0;
    cells[Math.max(0, Math.min(LEVELS - 1, level))] += square(i, j) + square(j, i);
  }));
  node.replaceChildren(...cells.map((d, level) => svg('path', {d, fill: colour(level / (LEVELS - 1)), 'shape-rendering': 'crispEdges'})));
}

function drawHeatAxes(node, {spec, edge, place, inner}) {
  const n = spec.w1.length;
  const every = Math.max(1, Math.ceil(n / (spec.wide ? MOST_LABELS.slanted : MOST_LABELS.plain)));
  const texts = [];
  for (let i = 0; i < n; i += every) {
    const middle = place(i + 0.5);
    const [x, y] = [edge.left + middle, edge.top + inner + 16];
    const across = svg('text', spec.wide ? {x, y: y - 4, 'text-anchor': 'end', transform: `rotate(-50 ${x} ${y - 8})`} : {x, y, 'text-anchor': 'middle'});
    const up = svg('text', {x: edge.left - 6, y: edge.top + middle + 4, 'text-anchor': 'end'});
    across.textContent = up.textContent = cropped(spec.label(i));
    texts.push(across, up);
  }
  node.replaceChildren(...texts);
}

const cropped = text => text.length > 20 ? `${text.slice(0, 19)}…` : text;

function drawKey(node, {edge, inner, low, high}) {
  const y = edge.top + inner + edge.bottom - 34;
  const bar = Array.from({length: LEVELS}, (_, i) =>
    svg('rect', {x: edge.left + i * inner / LEVELS, y, width: inner / LEVELS + 0.5, height: 9, fill: colour(i / (LEVELS - 1))}));
  const texts = [[0, 'start', `W1 ${number(low)}`], [inner / 2, 'middle', number(Math.sqrt(low * high))], [inner, 'end', number(high)]].map(([x, anchor, text]) => {
    const label = svg('text', {x: edge.left + x, y: y + 24, 'text-anchor': anchor});
    label.textContent = text;
    return label;
  });
  node.replaceChildren(...bar, ...texts);
}

function cross({spec, edge: {left, top}, place}, i) {
  const [a, b, end] = [place(i), place(i + 1), place(spec.w1.length)];
  return `M${left + a} ${top}V${top + end}M${left + b} ${top}V${top + end}M${left} ${top + a}H${left + end}M${left} ${top + b}H${left + end}`;
}

function listenHeat(root, view, tell) {
  const at = event => {
    const box = root.getBoundingClientRect();
    const scale = SIZE / box.width;
    const index = v => Math.floor(v / view.inner * view.spec.w1.length);
    return [index((event.clientX - box.left) * scale - view.edge.left), index((event.clientY - box.top) * scale - view.edge.top)];
  };
  const inside = ([i, j]) => i >= 0 && j >= 0 && i < view.spec.w1.length && j < view.spec.w1.length;
  root.addEventListener('pointermove', e => {
    const [i, j] = at(e);
    const {label, w1} = view.spec;
    tell(inside([i, j]) && i !== j ? `${label(Math.min(i, j))} and ${label(Math.max(i, j))}: ${number(w1[Math.max(i, j)][Math.min(i, j)] ?? NaN)}` : '');
  });
  root.addEventListener('pointerleave', () => tell(''));
  root.addEventListener('click', e => { if (inside(at(e))) view.spec.onPick(...at(e)); });
}
