// All pairs of a group as a square of colours: the newest means, and back through the steps.
import {byId, say, set, show} from './dom.js';
import {number, whole} from './format.js';
import {extent, heat} from './heat.js';

/** Prepares the square; returns draw(data of the group), with look(step) to go back. */
export function pairs() {
  let paint = null;
  let data = null;
  /** Index into the steps; one beyond them is the newest matrix. */
  let at = Infinity;
  const slider = byId('pairs-scrub');
  slider.addEventListener('input', () => turnTo(Number(slider.value)));

  function turnTo(index) {
    const {steps, matrix, names} = data;
    const last = matrix ? steps.length : steps.length - 1;
    at = index >= last ? Infinity : index;
    const newest = matrix && at === Infinity;
    const now = Math.min(index, last);
    const w1 = newest ? matrix.w1.map((row, i) => row.slice(0, i)) : data.matrixAt(steps[now]);
    const fresh = {w1, label: i => names[i], extent: extent([...data.everything(), ...(matrix?.w1 ?? [])])};
    if (paint) paint(-1, fresh);
    else paint = heat(byId('pairs'), {...fresh, name: 'pairs', title: 'log₁₀ W1 of each pair of runs', wide: true, onPick: () => {}});
    const where = newest ? `newest: mean of ${whole(matrix.windows)} ${matrix.windows === 1 ? 'window' : 'windows'}, steps ${whole(matrix.first_step)} to ${whole(matrix.last_step)}` : `step ${whole(steps[now])}`;
    set(slider, {max: Math.max(0, last), 'aria-valuetext': where});
    slider.value = now;
    slider.disabled = last < 1;
    say(byId('pairs-step'), where);
  }

  function draw(fresh) {
    data = fresh;
    const some = data.matrix !== null || data.steps.length > 0;
    show(byId('pairs'), some);
    say(byId('classes'), classes(data.matrix));
    say(byId('left-out'), data.leftOut.length === 0 ? '' : `Without a place: ${data.leftOut.map(r => `${r.run} (${r.reason})`).join(', ')}`);
    if (some) turnTo(at);
    else say(byId('pairs-step'), 'no two runs have a window at equal steps yet');
  }

  draw.look = step => {
    if (data?.steps.length > 0) turnTo(data.steps.reduce((best, s, i) => Math.abs(s - step) < Math.abs(data.steps[best] - step) ? i : best, 0));
  };
  return draw;
}

/** Which runs fall together, and by what rule. */
function classes(matrix) {
  if (!matrix) return '';
  const count = new Set(matrix.classes).size;
  const members = Array.from({length: count}, (_, c) => matrix.runs.filter((_, i) => matrix.classes[i] === c).join(', '));
  const found = count === 1 ? 'One class: all runs.' : `${whole(count)} classes: ${members.join(' | ')}.`;
  return `${found} ${matrix.rule}${Number.isFinite(matrix.null_w1_mean) ? ` Without a difference W1 is ${number(matrix.null_w1_mean)}.` : ''}`;
}
