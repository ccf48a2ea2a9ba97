// The complex plane: unit circle, the eigenvalues of one window, and where the windows before it had them.
import {pool, set, svg} from './dom.js';
import {complex, fixed, hue, number} from './format.js';
import {decimals, linear, path, ticks} from './scale.js';

const TRAIL = 16;
const MOST_TRAIL_POINTS = 600;
const RINGS = [0.25, 0.5, 0.75, 0.9];

/** Slots of a window's eigenvalues; their index where none is known. */
export const slots = w => w.eigenvalues.map((_, i) => w.modes?.[i] ?? i);

/** Prepares an empty svg; returns draw(windows up to the shown one, zoom), which says how many points lie outside. */
export function plane(root) {
  const layer = Object.fromEntries(['ground', 'rings', 'grid', 'unit', 'paths', 'past', 'errors', 'now', 'labels']
    .map(name => [name, root.appendChild(svg('g', {class: name}))]));
  layer.disc = layer.ground.appendChild(svg('circle', {class: 'disc'}));
  layer.circle = layer.unit.appendChild(svg('circle', {class: 'unit-circle'}));
  layer.grid.append(svg('path', {class: 'gridlines'}), svg('path', {class: 'axes'}));

  return (windows, zoom) => {
    const size = Math.max(200, Math.round(root.clientWidth) || 600);
    set(root, {viewBox: `0 0 ${size} ${size}`});
    const spectra = windows.filter(w => !w.degenerate).slice(-trailLength(windows));
    const view = frame(shownPart(zoom, spectra), size);
    drawGround(layer, view);
    drawTrail(layer, view, spectra);
    return drawNow(layer, view, windows.at(-1));
  };
}

function trailLength(windows) {
  const rank = Math.max(1, windows.at(-1)?.eigenvalues.length ?? 1);
  return Math.max(2, Math.min(TRAIL, Math.floor(MOST_TRAIL_POINTS / rank)));
}

const finite = w => w.eigenvalues.filter(([re, im]) => Number.isFinite(re) && Number.isFinite(im));

/** {x, y, half}: the square of the plane that is shown. */
function shownPart(zoom, spectra) {
  const points = spectra.flatMap(finite);
  if (zoom === 'near') return {x: 0.9, y: 0, half: 0.2};
  if (zoom === 'fit' && points.length > 0) return around(points);
  const far = finite(spectra.at(-1) ?? {eigenvalues: []}).reduce((most, [re, im]) => Math.max(most, Math.abs(re), Math.abs(im)), 0);
  return {x: 0, y: 0, half: far > 1.15 ? stepUp(far * 1.1) : 1.2};
}

/** The square around points, in steps: it holds still while the points only jitter. */
function around(points) {
  const [left, right] = bounds(points.map(p => p[0]));
  const [low, high] = bounds(points.map(p => p[1]));
  const half = stepUp(Math.max(right - left, high - low, 1e-3) * 0.65);
  const snap = v => Math.round(8 * v / half) * half / 8;
  return {x: snap((left + right) / 2), y: snap((low + high) / 2), half};
}

const bounds = values => [Math.min(...values), Math.max(...values)];
const stepUp = v => 2 ** (Math.ceil(4 * Math.log2(v)) / 4);

function frame({x, y, half}, size) {
  return {size, scale: size / (2 * half), left: x - half, right: x + half, low: y - half, high: y + half,
    x: linear(x - half, x + half, 0, size), y: linear(y - half, y + half, size, 0)};
}

function drawGround(layer, view) {
  const at = {cx: view.x(0), cy: view.y(0)};
  set(layer.disc, {...at, r: view.scale});
  set(layer.circle, {...at, r: view.scale});
  const rings = pool(layer.rings, RINGS.length, () => svg('circle', {class: 'ring'}));
  RINGS.forEach((r, i) => set(rings[i], {...at, r: r * view.scale}));
  const across = ticks(view.left, view.right, 6);
  const up = ticks(view.low, view.high, 6);
  set(layer.grid.children[0], {d: across.map(t => `M${view.x(t)} 0V${view.size}`).join('') + up.map(t => `M0 ${view.y(t)}H${view.size}`).join('')});
  set(layer.grid.children[1], {d: `M${view.x(0)} 0V${view.size}M0 ${view.y(0)}H${view.size}`});
  drawLabels(layer.labels, view, across, up);
}

function drawLabels(node, view, across, up) {
  const inside = at => at > 26 && at < view.size - 26;
  const texts = [
    ...across.filter(t => inside(view.x(t)) && view.x(t) < view.size - 60).map(t => [view.x(t), view.size - 8, 'middle', fixed(t, decimals(across))]),
    ...up.filter(t => inside(view.y(t))).map(t => [6, view.y(t) + 4, 'start', imaginary(t, decimals(up))]),
    [view.size - 8, view.size - 8, 'end', 'Re λ'],
    [6, 16, 'start', 'Im λ'],
  ];
  const nodes = pool(node, texts.length, () => svg('text'));
  texts.forEach(([x, y, anchor, text], i) => {
    set(nodes[i], {x, y, 'text-anchor': anchor});
    nodes[i].textContent = text;
  });
}

const imaginary = (t, places) => t === 0 ? '0' : `${fixed(t, places)}i`;

function drawTrail(layer, view, spectra) {
  const past = spectra.slice(0, -1);
  const dots = past.flatMap((w, age) => {
    const ids = slots(w);
    return w.eigenvalues.map(([re, im], i) => ({re, im, slot: ids[i], opacity: 0.06 + 0.4 * ((age + 1) / past.length) ** 2}));
  }).filter(p => Number.isFinite(p.re) && Number.isFinite(p.im));
  const nodes = pool(layer.past, dots.length, () => svg('circle', {r: 2.2}));
  dots.forEach((p, i) => set(nodes[i], {class: hue(p.slot), cx: view.x(p.re).toFixed(1), cy: view.y(p.im).toFixed(1), opacity: p.opacity.toFixed(2)}));

  const tracks = tracksOf(spectra.slice(-6));
  const paths = pool(layer.paths, tracks.size, () => svg('path'));
  [...tracks].forEach(([slot, points], i) => set(paths[i], {class: hue(slot), d: path(points.map(([re, im]) => [view.x(re), view.y(im)]))}));
}

/** slot → its [re, im] through the windows. */
function tracksOf(spectra) {
  const tracks = new Map();
  for (const w of spectra) {
    slots(w).forEach((slot, i) => tracks.set(slot, [...(tracks.get(slot) ?? []), w.eigenvalues[i]]));
  }
  return tracks;
}

/** A ring of the residual's size: λ is exact for a map that differs from the data's by no more. */
function drawErrors(node, view, points) {
  const known = points.filter(p => p.residual > 0);
  const rings = pool(node, known.length, () => svg('circle'));
  known.forEach((p, i) => set(rings[i], {class: hue(p.slot), cx: view.x(p.at[0]), cy: view.y(p.at[1]), r: Math.min(view.size, p.residual * view.scale).toFixed(1)}));
}

function drawNow(layer, view, w) {
  const points = w && !w.degenerate ? slots(w).map((slot, i) => ({slot, at: w.eigenvalues[i], residual: w.residuals?.[i]})).filter(p => p.at.every(Number.isFinite)) : [];
  const nodes = pool(layer.now, points.length, () => {
    const dot = svg('circle', {r: 5.5});
    dot.append(svg('title'));
    return dot;
  });
  drawErrors(layer.errors, view, points);
  points.forEach((p, i) => {
    set(nodes[i], {class: hue(p.slot), 'data-mode': p.slot, cx: view.x(p.at[0]), cy: view.y(p.at[1])});
    nodes[i].firstChild.textContent = `mode ${p.slot}: λ = ${complex(p.at)}, |λ| = ${fixed(Math.hypot(...p.at), 4)}, residual ${number(p.residual)}`;
  });
  return points.filter(({at: [re, im]}) => re < view.left || re > view.right || im < view.low || im > view.high).length;
}
