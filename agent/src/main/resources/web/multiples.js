// Charts that come and go with what there is to draw, all on their own step axes.
import {curves} from './curves.js';
import {html, set} from './dom.js';

/**
 * Prepares charts in a parent.
 * @param on pick(step), hover(step or null)
 * @returns draw(specs of curves by their names in order, step of the shown window)
 */
export function multiples(parent, on) {
  const charts = new Map();
  return (specs, step) => {
    const names = new Set(specs.map(s => s.name));
    for (const [name, {cell}] of charts) if (!names.has(name)) { cell.remove(); charts.delete(name); }
    specs.forEach((spec, at) => {
      if (!charts.has(spec.name)) charts.set(spec.name, made(spec, on));
      const {cell, draw} = charts.get(spec.name);
      if (parent.children[at] !== cell) parent.insertBefore(cell, parent.children[at] ?? null);
      draw(step, spec);
    });
  };
}

function made(spec, on) {
  const cell = set(html('div', 'cell'), {'data-cell': spec.name});
  return {cell, draw: curves(cell, spec, on)};
}
