// The frame of a chart over steps: grid, ticks and their texts; decades where the axis is logarithmic.
import {pool, say, set, svg} from './dom.js';
import {fixed, short} from './format.js';
import {decimals, ticks} from './scale.js';

/** Draws into the chart's layers; {low, high} are in decades where the chart is logarithmic. */
export function drawFrame({spec, layer, log}, {low, high, width, height, left, right, sx, sy}) {
  const about = height > 200 ? 6 : 4;
  const up = log ? decades(low, high, about) : ticks(low, high, about);
  const across = ticks(spec.first, spec.last, Math.max(2, Math.floor(width / 90))).filter(Number.isInteger);
  const grids = pool(layer.grid, 1, () => svg('path', {class: 'gridlines'}));
  set(grids[0], {d: up.map(t => `M${left} ${sy(t)}H${width - right}`).join('')});
  const text = log ? power : tickText(up);
  const texts = [...up.map(t => [left - 6, sy(t) + 4, 'end', text(t)]),
    ...across.map(t => [sx(t), height - 6, sx(t) > width - 40 ? 'end' : 'middle', short(t)])];
  const nodes = pool(layer.labels, texts.length, () => svg('text'));
  texts.forEach(([x, y, anchor, label], i) => {
    set(nodes[i], {x: x.toFixed(1), y: y.toFixed(1), 'text-anchor': anchor});
    say(nodes[i], label);
  });
}

/** 0.01, 1, 100, but 1e−5. */
const power = t => t >= 1e-3 && t < 1e5 ? String(Number(t.toPrecision(2))) : t.toExponential(0).replace('e+', 'e').replace('-', '−');

function tickText(up) {
  const most = Math.max(...up.map(Math.abs));
  const plain = most === 0 || (most >= 1e-3 && most < 1e5);
  return t => plain ? fixed(t, decimals(up)) : t === 0 ? '0' : t.toExponential(1).replace('e+', 'e').replace(/-/g, '−');
}

/** Powers of ten within [10^low, 10^high], at most about that many. */
function decades(low, high, about) {
  const every = Math.max(1, Math.round((high - low) / about));
  const all = [];
  for (let p = Math.ceil(low); p <= high; p++) if (p % every === 0) all.push(10 ** p);
  return all.length > 0 ? all : [10 ** ((low + high) / 2)];
}
