// The eigenvalues as a table: what the plane shows, in numbers.
import {html, pool, say, set} from './dom.js';
import {complex, fixed, hue, NOTHING, number} from './format.js';
import {slots} from './plane.js';

const MOST = 100;

/** Writes the modes of a window; none when it has no spectrum. */
export function drawModes(body, w) {
  const ids = w ? slots(w).slice(0, MOST) : [];
  const rows = pool(body, ids.length, makeRow);
  ids.forEach((slot, i) => fill(rows[i], slot, w.eigenvalues[i], w.residuals?.[i], w.energies?.[i]));
}

/** The same as rows of cells, the first row being names. */
export const modeRows = w => [['mode', 're', 'im', 'modulus', 'residual', 'energy'], ...slots(w).map((slot, i) =>
  [slot, ...w.eigenvalues[i], Math.hypot(...w.eigenvalues[i]), w.residuals?.[i] ?? '', w.energies?.[i] ?? ''])];

function makeRow() {
  const tr = html('tr');
  const head = set(html('th'), {scope: 'row'});
  head.append(html('span', 'swatch'), html('span'));
  tr.append(head, ...Array.from({length: 6}, (_, i) => html('td', i === 5 ? 'num wide' : 'num')));
  return tr;
}

function fill(row, slot, [re, im], residual, energy) {
  const [head, ...cells] = row.children;
  set(head.firstChild, {class: `swatch ${hue(slot)}`});
  say(head.lastChild, String(slot).padStart(2, '0'));
  const size = Math.hypot(re, im);
  const texts = [complex([re, im]), fixed(size, 4), halfLife(size), period(re, im), number(residual), number(energy)];
  texts.forEach((text, i) => say(cells[i], text));
}

/** Rows until a mode has halved; doubled, with a plus, where it grows. */
function halfLife(size) {
  const rows = Math.LN2 / Math.abs(Math.log(size));
  if (!Number.isFinite(rows) || rows > 1e5) return '∞';
  return (size > 1 ? '+' : '') + number(Number(rows.toPrecision(3)));
}

function period(re, im) {
  const turn = Math.abs(Math.atan2(im, re));
  return turn > 1e-6 ? number(Number((2 * Math.PI / turn).toPrecision(3))) : NOTHING;
}
