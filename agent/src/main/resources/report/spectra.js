// The card of the complex plane: of one run with trails, or of the two sides of a comparison in one plane.
import {html, pool, say, set, svg} from './dom.js';
import {fixed, number, whole} from './format.js';
import {plane} from './plane.js';
import {saveMenu} from './save.js';

const ZOOMS = [['all', 'Whole disc'], ['near', 'Near 1'], ['fit', 'Fit']];

/** Returns draw(index of the window). */
export function spectra(parent, title, windows, compare) {
  const bar = html('div', 'bar');
  bar.append(html('h2', '', 'Spectrum'));
  const choice = bar.appendChild(zoomChoice(() => draw(shown)));
  const root = svg('svg', {id: 'plane', role: 'img', class: compare ? 'compare' : ''});
  bar.append(saveMenu(root, `${title}-spectrum`));
  const caption = html('p', 'caption');
  const reason = html('p', 'reason');
  parent.append(bar, root, caption, reason);
  const paint = plane(root);
  const bars = compare ? null : root.appendChild(svg('g', {class: 'spread'}));
  let shown = windows.length - 1;

  function draw(index) {
    shown = index;
    const w = windows[index];
    const zoom = choice.querySelector('input:checked').value;
    const outside = paint(compare ? [both(w)] : windows.slice(0, index + 1), zoom);
    if (compare) nameSides(root); else drawSpread(bars, root, w);
    say(caption, `${steps(w)}: ${compare ? sides(w) : figures(w)}${outside > 0 ? ` · ${outside} beyond this view` : ''}`);
    reason.hidden = !w.degenerate;
    say(reason, w.degenerate ? `No spectrum: ${w.degenerate}` : '');
    set(root, {'aria-label': `Eigenvalues in the complex plane, ${caption.textContent}`});
  }
  new ResizeObserver(() => draw(shown)).observe(root);
  return draw;
}

function zoomChoice(changed) {
  const choice = html('fieldset', 'segments');
  choice.append(html('legend', 'hide', 'Part of the plane'));
  ZOOMS.forEach(([value, text], i) => {
    const label = html('label');
    const input = set(html('input'), {type: 'radio', name: 'zoom', value});
    input.checked = i === 0;
    input.addEventListener('change', changed);
    label.append(input, html('span', '', text));
    choice.append(label);
  });
  return choice;
}

const steps = w => `Steps ${whole(w.first_step)} to ${whole(w.last_step)}${w.partial ? ' (early window)' : ''}`;
const figures = w => `${w.eigenvalues.length} modes, largest |λ| ${fixed(w.spectral_radius ?? NaN, 4)}, one-step error ${number(w.one_step_error ?? NaN)}${w.standard_errors ? ', dotted circles of one standard error' : ''}`;
const sides = w => `W1 between A and B ${number(w.w1 ?? NaN)}${w.null_mean === null ? '' : `, ${number(w.null_mean)} without a difference`}`;

/** Both sides as one window: slot 0 is A, slot 1 is B. */
function both(w) {
  const [a, b] = [w.a.flat(), w.b.flat()];
  return {eigenvalues: [...a, ...b], modes: [...a.map(() => 0), ...b.map(() => 1)]};
}

function nameSides(root) {
  root.querySelectorAll('.now circle title').forEach(title => {
    const side = title.parentNode.dataset.mode === '0' ? 'A' : 'B';
    say(title, title.textContent.replace(/^mode \d+/, side).replace(/, residual.*/, ''));
  });
}

/** Where an eigenvalue lies when the window's noise is drawn again, where that was estimated: [rank] standard errors. */
function drawSpread(node, root, w) {
  const unit = root.querySelector('.unit-circle');
  const [cx, cy, r] = ['cx', 'cy', 'r'].map(name => Number(unit.getAttribute(name)));
  const spread = w.degenerate ? [] : (w.standard_errors ?? []);
  const rings = pool(node, spread.length, () => svg('circle'));
  spread.forEach((s, i) => set(rings[i], {cx: cx + r * w.eigenvalues[i][0], cy: cy - r * w.eigenvalues[i][1], r: r * (s ?? 0)}));
}

