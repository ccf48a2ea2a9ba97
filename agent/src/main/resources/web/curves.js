// Curves over steps: axes, a logarithmic scale where decades demand one, marks of events, the shown window.
import {drawFrame} from './axes.js';
import {html, pool, say, set, svg} from './dom.js';
import {hue, number, whole, words} from './format.js';
import {linear, path, range, thin} from './scale.js';
import {saveMenu} from './save.js';

const EDGE = {left: 56, right: 12, top: 8, bottom: 22};
const DECADES = 50;
const SHOWN = 4;

/**
 * A chart in a parent: {name, title, help, lines: [{name, slot, points, dashed}], level, also, marks, first, last, tall,
 * linear}.
 * @param on pick(step) for a click; hover(step or null), where it is given, for the pointer
 * @returns draw(step of the shown window, parts of the spec that are new)
 */
export function curves(parent, spec, on) {
  const head = html('p', 'chart-head');
  head.append(html('span', 'chart-title', spec.title));
  const value = head.appendChild(html('span', 'chart-value'));
  const root = svg('svg', {class: spec.tall ? 'chart tall' : 'chart', role: 'img', 'aria-label': spec.title});
  const layer = Object.fromEntries(['grid', 'marks', 'reference', 'series', 'cursor', 'labels']
    .map(key => [key, root.appendChild(svg('g', {class: key}))]));
  const box = set(html('div', 'chart-box'), {'data-chart': spec.name});
  box.append(head, root);
  if (spec.help) box.append(html('p', 'quiet', spec.help));
  parent.append(box);
  const chart = {spec, root, layer, value, step: spec.last, hover: null, seen: false, ...scaled(spec)};
  head.append(saveMenu(root, spec.name, () => tableOf(chart.spec), box));
  listen(chart, on);
  new ResizeObserver(() => drawCurves(chart)).observe(root);
  drawOnlyInSight(chart);
  return (step, fresh) => {
    chart.step = step;
    if (fresh) Object.assign(chart, {spec: {...chart.spec, ...fresh}}, scaled({...chart.spec, ...fresh}));
    drawCurves(chart);
  };
}

/** Of many charts only those on the screen cost anything; the others are drawn when they come into sight, or print. */
function drawOnlyInSight(chart) {
  new IntersectionObserver(entries => {
    chart.seen = entries.at(-1).isIntersecting;
    if (chart.seen) drawCurves(chart);
  }, {rootMargin: '300px'}).observe(chart.root);
  addEventListener('beforeprint', () => { chart.seen = true; drawCurves(chart); });
}

/** step and the lines' values, as rows of cells. */
function tableOf(spec) {
  const steps = [...new Set(spec.lines.flatMap(l => l.points.map(p => p[0])))].sort((a, b) => a - b);
  const columns = spec.lines.map(l => new Map(l.points));
  const value = v => Number.isFinite(v) ? v : '';
  return [['step', ...spec.lines.map(l => l.name)], ...steps.map(s => [s, ...columns.map(c => value(c.get(s)))])];
}

/** log: whether the values span so much that a linear axis would hide most of them. */
function scaled(spec) {
  const values = spec.lines.flatMap(l => l.points.map(p => p[1])).filter(Number.isFinite);
  let low = Infinity;
  let high = 0;
  for (const v of values) { low = Math.min(low, v); high = Math.max(high, v); }
  return {log: !spec.linear && values.length > 1 && low > 0 && high / low > DECADES};
}

function listen(chart, on) {
  const stepAt = event => {
    const x = event.clientX - chart.root.getBoundingClientRect().left;
    const all = chart.spec.lines.flatMap(l => l.points.map(p => p[0]));
    return all.reduce((best, s) => Math.abs(chart.sx(s) - x) < Math.abs(chart.sx(best) - x) ? s : best, all[0]);
  };
  const hover = step => {
    chart.hover = step;
    on.hover?.(step);
    drawCurves(chart);
  };
  chart.root.addEventListener('pointermove', e => hover(stepAt(e) ?? null));
  chart.root.addEventListener('pointerleave', () => hover(null));
  chart.root.addEventListener('click', e => on.pick(stepAt(e)));
}

function drawCurves(chart) {
  if (!chart.seen) return;
  const {spec, root, layer} = chart;
  const width = Math.max(200, root.clientWidth || 600);
  const height = Math.max(120, root.clientHeight || 150);
  const to = chart.log ? Math.log10 : v => v;
  const [low, high] = range(spec.lines.flatMap(l => l.points.map(p => to(p[1]))), chart.log ? [] : spec.also);
  const bottom = height - EDGE.bottom;
  const sx = chart.sx = linear(spec.first, spec.last, EDGE.left, width - EDGE.right);
  const sy = v => linear(low, high, bottom, EDGE.top)(to(v));
  set(root, {viewBox: `0 0 ${width} ${height}`});
  drawFrame(chart, {low, high, width, height, ...EDGE, sx, sy});
  drawEvents(layer.marks, (spec.marks ?? []).filter(e => e.step >= spec.first && e.step <= spec.last), sx, bottom);
  const levels = pool(layer.reference, spec.level === undefined ? 0 : 1, () => svg('path'));
  if (levels.length > 0) set(levels[0], {d: `M${EDGE.left} ${sy(spec.level)}H${width - EDGE.right}`});
  const hairs = pool(layer.cursor, 1, () => svg('path'));
  const at = Math.max(spec.first, Math.min(spec.last, chart.hover ?? chart.step));
  set(hairs[0], {d: `M${sx(at).toFixed(1)} ${EDGE.top}V${bottom}`});
  const paths = pool(layer.series, spec.lines.length, () => svg('path'));
  spec.lines.forEach((line, i) => set(paths[i], {class: hue(line.slot) + (line.dashed ? ' dashed' : ''),
    d: path(thin(line.points, width).map(([x, y]) => [sx(x), sy(y)]))}));
  tell(chart, at);
}

function drawEvents(node, events, sx, bottom) {
  const groups = pool(node, events.length, () => {
    const group = svg('g');
    group.append(svg('rect', {y: EDGE.top}), svg('path'), svg('title'));
    return group;
  });
  events.forEach((e, i) => {
    const [shade, line, title] = groups[i].children;
    const x = sx(e.step);
    const onset = Math.max(EDGE.left, Math.min(x, sx(e.onset_step ?? e.step)));
    set(groups[i], {class: `mark ${e.severity}${e.chosen ? ' chosen' : ''}`, 'data-step': e.step});
    set(shade, {x: onset.toFixed(1), width: (x - onset).toFixed(1), height: bottom - EDGE.top});
    set(line, {d: `M${x.toFixed(1)} ${EDGE.top}V${bottom}`});
    title.textContent = `${words(e.kind)} at step ${whole(e.step)}: ${e.message}`;
  });
}

/** Says the values at a step; of many lines the range. */
function tell({spec, root, value, hover}, step) {
  const named = spec.lines.map(l => [l.name, valueAt(l.points, step)]).filter(([, v]) => Number.isFinite(v));
  const values = named.map(([, v]) => v);
  const text = named.length === 0 ? 'no value'
    : named.length > SHOWN ? `${number(Math.min(...values))} to ${number(Math.max(...values))}`
    : named.map(([name, v]) => spec.lines.length > 1 ? `${name} ${number(v)}` : number(v)).join(' · ');
  say(value, hover === null ? text : `step ${whole(step)}: ${text}`);
  set(root, {'aria-label': `${spec.title}, steps ${whole(spec.first)} to ${whole(spec.last)}; at step ${whole(step)}: ${text}`});
}

/** The value of the point nearest to a step. */
function valueAt(points, step) {
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const mid = (low + high) >> 1;
    if (points[mid][0] <= step) low = mid; else high = mid;
  }
  if (points.length === 0) return NaN;
  return (Math.abs(points[high][0] - step) < Math.abs(points[low][0] - step) ? points[high] : points[low])[1] ?? NaN;
}
