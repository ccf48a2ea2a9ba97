// A triangle of distances as a square of colours, by their logarithm: a path per colour keeps even large ones light.
import {html, say, set, svg} from './dom.js';
import {number} from './format.js';
import {linear} from './scale.js';
import {saveButtons} from './save.js';

/** Viridis (van der Walt and Smith, CC0): even steps for every eye, also in grey. */
const STOPS = ['#440154', '#472d7b', '#3b528b', '#2c728e', '#21918c', '#28ae80', '#5ec962', '#addc30', '#fde725'];
const LEVELS = 48;
const SIZE = 520;
const EDGE_HEAT = {left: 64, top: 8, right: 10, bottom: 66};

/**
 * {name, title, help, w1: [i][j < i], label(i), onPick(i)}. Returns draw(index to be marked, or -1).
 */
export function heat(parent, spec) {
  const n = spec.w1.length;
  const head = html('p', 'chart-head');
  head.append(html('span', 'chart-title', spec.title));
  const value = head.appendChild(html('span', 'chart-value'));
  const inner = SIZE - EDGE_HEAT.left - EDGE_HEAT.right;
  const root = svg('svg', {class: 'heat', role: 'img', viewBox: `0 0 ${SIZE} ${EDGE_HEAT.top + inner + EDGE_HEAT.bottom}`});
  head.append(saveButtons(root, spec.name));
  const box = set(html('div', 'chart-box'), {'data-chart': spec.name});
  box.append(head, root);
  if (spec.help) box.append(html('p', 'quiet', spec.help));
  parent.append(box);
  const place = linear(0, n, 0, inner);
  const [low, high] = extent(spec.w1);
  drawCells(root.appendChild(svg('g', {class: 'cells'})), spec.w1, place, low, high);
  const mark = root.appendChild(svg('g', {class: 'here'})).appendChild(svg('path'));
  drawHeatAxes(root.appendChild(svg('g', {class: 'labels plain'})), spec, place, inner);
  drawKey(root, inner, low, high);
  listenHeat(root, spec, inner, text => say(value, text));
  set(root, {'aria-label': `${spec.title}: ${n} by ${n}, W1 from ${number(low)} to ${number(high)}`});
  return i => set(mark, {d: i < 0 ? '' : cross(place, i, n)});
}

function extent(w1) {
  const positive = w1.flat().filter(v => v > 0);
  return positive.length === 0 ? [1, 1] : [positive.reduce((a, b) => Math.min(a, b)), positive.reduce((a, b) => Math.max(a, b))];
}

function colour(share) {
  const at = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
  const from = STOPS[Math.floor(at)];
  const to = STOPS[Math.min(STOPS.length - 1, Math.floor(at) + 1)];
  const mix = k => Math.round(parseInt(from.slice(k, k + 2), 16) * (1 - at % 1) + parseInt(to.slice(k, k + 2), 16) * (at % 1));
  return `rgb(${mix(1)},${mix(3)},${mix(5)})`;
}

function drawCells(node, w1, place, low, high) {
  const share = linear(Math.log10(low), Math.log10(high), 0, 1);
  const cells = Array.from({length: LEVELS}, () => '');
  const square = (i, j) => {
    const [x, y] = [EDGE_HEAT.left + place(i), EDGE_HEAT.top + place(j)];
    const side = place(i + 1) - place(i);
    return `M${x.toFixed(2)} ${y.toFixed(2)}h${side.toFixed(2)}v${side.toFixed(2)}h-${side.toFixed(2)}z`;
  };
  w1.forEach((row, i) => row.forEach((v, j) => {
    if (v === null) return;
    const level = v > 0 ? Math.round(share(Math.log10(v)) * (LEVELS - 1)) : 0;
    cells[Math.max(0, Math.min(LEVELS - 1, level))] += square(i, j) + square(j, i);
  }));
  node.append(...cells.map((d, level) => svg('path', {d, fill: colour(level / (LEVELS - 1)), 'shape-rendering': 'crispEdges'})));
}

function drawHeatAxes(node, spec, place, inner) {
  const n = spec.w1.length;
  const every = Math.max(1, Math.ceil(n / 6));
  for (let i = 0; i < n; i += every) {
    const middle = place(i + 0.5);
    const across = svg('text', {x: EDGE_HEAT.left + middle, y: EDGE_HEAT.top + inner + 16, 'text-anchor': 'middle'});
    const up = svg('text', {x: EDGE_HEAT.left - 6, y: EDGE_HEAT.top + middle + 4, 'text-anchor': 'end'});
    across.textContent = up.textContent = spec.label(i);
    node.append(across, up);
  }
}

function drawKey(root, inner, low, high) {
  const key = root.appendChild(svg('g', {class: 'labels plain'}));
  const y = EDGE_HEAT.top + inner + 32;
  for (let i = 0; i < LEVELS; i++) {
    key.append(svg('rect', {x: EDGE_HEAT.left + i * inner / LEVELS, y, width: inner / LEVELS + 0.5, height: 9, fill: colour(i / (LEVELS - 1))}));
  }
  for (const [x, anchor, text] of [[0, 'start', `W1 ${number(low)}`], [inner / 2, 'middle', number(Math.sqrt(low * high))], [inner, 'end', number(high)]]) {
    const node = key.appendChild(svg('text', {x: EDGE_HEAT.left + x, y: y + 24, 'text-anchor': anchor}));
    node.textContent = text;
  }
}

const cross = (place, i, n) => {
  const [a, b, end] = [place(i), place(i + 1), place(n)].map(v => v.toFixed(1));
  const [l, t] = [EDGE_HEAT.left, EDGE_HEAT.top];
  return `M${l + Number(a)} ${t}V${t + Number(end)}M${l + Number(b)} ${t}V${t + Number(end)}M${l} ${t + Number(a)}H${l + Number(end)}M${l} ${t + Number(b)}H${l + Number(end)}`;
};

function listenHeat(root, spec, inner, tell) {
  const n = spec.w1.length;
  const at = event => {
    const box = root.getBoundingClientRect();
    const scale = SIZE / box.width;
    const index = v => Math.floor(v / inner * n);
    return [index((event.clientX - box.left) * scale - EDGE_HEAT.left), index((event.clientY - box.top) * scale - EDGE_HEAT.top)];
  };
  const inside = ([i, j]) => i >= 0 && j >= 0 && i < n && j < n;
  root.addEventListener('pointermove', e => {
    const [i, j] = at(e);
    tell(inside([i, j]) && i !== j ? `${spec.label(Math.min(i, j))} and ${spec.label(Math.max(i, j))}: ${number(spec.w1[Math.max(i, j)][Math.min(i, j)] ?? NaN)}` : '');
  });
  root.addEventListener('pointerleave', () => tell(''));
  root.addEventListener('click', e => { if (inside(at(e))) spec.onPick(at(e)[0]); });
}
