// What is drawn over steps: from the windows, and what was logged beside them.
import {slots} from './plane.js';
import {FIGURES} from './words.js';

const MOST_MODES = 32;
const SHOWN_ABOVE = ['spectral_radius', 'one_step_error'];

/** Lines of |λ|, one for each tracked mode; a mode that is gone is a gap. */
export function perMode(windows) {
  const lines = new Map();
  windows.forEach((w, at) => slots(w).forEach((slot, i) => {
    if (!lines.has(slot)) lines.set(slot, windows.map(v => [v.last_step, NaN]));
    lines.get(slot)[at][1] = Math.hypot(w.eigenvalues[i][0] ?? NaN, w.eigenvalues[i][1] ?? NaN);
  }));
  return [...lines].sort((a, b) => a[0] - b[0]).slice(0, MOST_MODES).map(([slot, points]) => ({name: `mode ${slot}`, slot, points}));
}

const column = (windows, value) => windows.map(w => [w.last_step, value(w) ?? NaN]);
const varies = points => new Set(points.map(p => p[1])).size > 1;
const says = points => points.some(([, y]) => Number.isFinite(y));

/** The charts beside the plane, on one axis: |λ|, the error, and the first of what was logged. */
export function leading(windows, scalars, axis) {
  const [title, help, options] = FIGURES.one_step_error;
  const charts = [
    {...axis, name: 'modes', title: '|λ| of each mode', lines: perMode(windows), level: 1, also: [1], linear: true, tall: true},
    {...axis, ...options, name: 'one_step_error', title, help, lines: [{name: title, slot: 0, points: column(windows, w => w.one_step_error)}]},
  ];
  return [...charts, ...logged(scalars, axis).slice(0, 1).map(chart => ({...chart, ...axis, lines: chart.lines.map(l => ({...l, points: within(l.points, axis)}))}))];
}

const within = (points, {first, last}) => points.filter(([x]) => x >= first && x <= last);

/** A chart for each logged name, the loss first. */
export function logged(scalars, axis) {
  const rank = name => name === 'loss' ? 0 : name.includes('loss') ? 1 : 2;
  return [...scalars].sort(([a], [b]) => rank(a) - rank(b)).map(([name, points]) =>
    ({...axis, first: Math.min(axis.first ?? Infinity, points[0]?.[0] ?? 0), last: Math.max(axis.last ?? -Infinity, points.at(-1)?.[0] ?? 0),
      name: `scalar.${name}`, title: name, lines: [{name, slot: 2, points}]}));
}

/** A chart for each figure of the windows that says something. */
export function gauges(windows, axis) {
  const charts = Object.entries(FIGURES).filter(([name]) => !SHOWN_ABOVE.includes(name)).map(([name, [title, help, options]]) =>
    ({...axis, ...options, name, title, help, lines: [{name: title, slot: 0, points: column(windows, w => w[name])}]}));
  return [...charts, groupEnergies(windows, axis)].filter(c => c.lines.some(l => says(l.points)) && (c.name !== 'rank' || varies(c.lines[0].points)));
}

function groupEnergies(windows, axis) {
  const groups = Math.min(MOST_MODES, Math.max(0, ...windows.map(w => w.group_energies?.length ?? 0)));
  const lines = Array.from({length: groups > 1 ? groups : 0}, (_, g) =>
    ({name: `group ${g}`, slot: g, points: column(windows, w => w.group_energies?.[g])}));
  return {...axis, name: 'group_energies', title: 'Update energy of each parameter group', help: 'In the order in which the groups were declared.', lines};
}
