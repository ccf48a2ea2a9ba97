// From the API's documents to what the pictures of a group need.

/** Distances of arms, and of runs to their baseline, over steps; those of arms first. */
export function curvesOf(distances, armPairs, most) {
  const wanted = distances.filter(d => d.reference === 'arm' || d.reference === 'baseline');
  const found = new Map();
  for (const d of wanted) {
    const name = d.reference === 'arm' ? `${d.arm} and ${d.other_arm}` : `${d.run} and its baseline ${d.other}`;
    const curve = found.get(name) ?? found.set(name, {name, w1: [], null: [], since: null}).get(name);
    curve.w1.push([d.last_step, d.w1 ?? NaN]);
    curve.null.push([d.last_step, d.null_w1_mean ?? NaN]);
  }
  const since = new Map(armPairs.map(p => [`${p.arm} and ${p.other}`, p.since_step]));
  return [...found.values()].sort((a, b) => Number(since.has(b.name)) - Number(since.has(a.name))).slice(0, most).map(c => ({...c, since: since.get(c.name) ?? null,
    w1: c.w1.sort(bySteps), null: c.null.sort(bySteps)}));
}

const bySteps = (a, b) => a[0] - b[0];

/**
 * Pairs of runs over steps.
 * @param order the runs in the order in which they are drawn
 * @returns {steps, matrixAt(step): [i][j < i], the newest distance of each pair up to that step, everything(): all of them}
 */
export function matricesOf(distances, order) {
  const at = new Map(order.map((run, i) => [run, i]));
  const pairs = distances.filter(d => d.reference === 'pair' && at.has(d.run) && at.has(d.other)).sort((a, b) => a.last_step - b.last_step);
  const steps = [...new Set(pairs.map(d => d.last_step))];
  return {
    steps,
    matrixAt(step) {
      const w1 = order.map((_, i) => Array.from({length: i}, () => null));
      for (const d of pairs) {
        if (d.last_step > step) break;
        const [i, j] = [at.get(d.run), at.get(d.other)];
        w1[Math.max(i, j)][Math.min(i, j)] = d.w1;
      }
      return w1;
    },
    everything: () => [pairs.map(d => d.w1)],
  };
}
