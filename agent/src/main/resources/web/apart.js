// The distance of arms, and of runs to their baseline, over steps, beside what chance alone gives.

/** A chart for each; since when they are called different stands in it. */
export function apartCharts(data, marks) {
  return data.curves.map(({name, w1, null: chance, since}) => {
    const first = w1[0][0];
    const lines = [{name: 'W1', slot: 0, points: w1}];
    if (chance.some(([, y]) => Number.isFinite(y))) lines.push({name: 'by chance', slot: 9, points: chance, dashed: true});
    const begin = since === null ? [] : [{severity: 'warning', step: since, kind: 'Called different', message: 'Since this look at them the two are called different.'}];
    return {name: `distance ${name}`, title: name, lines, also: [0], linear: true, first, last: w1.at(-1)[0],
      marks: [...begin, ...marks.filter(e => e.step >= first)]};
  });
}
