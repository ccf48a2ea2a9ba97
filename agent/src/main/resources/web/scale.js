// Axes: round ticks, and as many points as there are pixels.

/** Round numbers within [low, high], about that many. */
export function ticks(low, high, about) {
  const raw = (high - low) / about;
  if (!(raw > 0)) return [low];
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = unit * [1, 2, 5, 10].find(m => m * unit >= raw * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({length: count}, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Decimals that tell neighbouring ticks apart. */
export function decimals(marks) {
  const gap = marks.length > 1 ? Math.abs(marks[1] - marks[0]) : 1;
  return Math.max(0, Math.min(8, Math.ceil(-Math.log10(gap) - 1e-9)));
}

/** Maps [low, high] to [from, to]; an empty range maps to the middle. */
export function linear(low, high, from, to) {
  const gain = high > low ? (to - from) / (high - low) : 0;
  return gain === 0 ? () => (from + to) / 2 : x => from + (x - low) * gain;
}

/** [low, high] of the finite values, widened by a share of itself; always contains the values of `also`. */
export function range(values, also = [], margin = 0.06) {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) if (Number.isFinite(v)) { low = Math.min(low, v); high = Math.max(high, v); }
  for (const v of also) { low = Math.min(low, v); high = Math.max(high, v); }
  if (low > high) return [0, 1];
  const room = (high - low) * margin || Math.max(Math.abs(high) * margin, 1e-6);
  return [low - room, high + room];
}

/** At most about `most` of the points [x, y]: of each bucket the lowest and the highest. NaN is a gap and is kept. */
export function thin(points, most) {
  const size = Math.ceil(2 * points.length / most);
  if (size <= 2) return points;
  const kept = [];
  for (let i = 0; i < points.length; i += size) kept.push(...extremes(points.slice(i, i + size)));
  return kept;
}

function extremes(bucket) {
  const finite = bucket.filter(([, y]) => Number.isFinite(y));
  if (finite.length < 2) return bucket.slice(0, 1).map(([x]) => finite[0] ?? [x, NaN]);
  const low = finite.reduce((a, b) => b[1] < a[1] ? b : a);
  const high = finite.reduce((a, b) => b[1] >= a[1] ? b : a);
  return low[0] <= high[0] ? [low, high] : [high, low];
}

/** Path through points already in pixels, broken where y is not finite; a lone point is a dot. */
export function path(points) {
  let d = '';
  let pen = false;
  for (const [x, y] of points) {
    if (!Number.isFinite(y)) { pen = false; continue; }
    const at = `${x.toFixed(1)} ${y.toFixed(1)}`;
    d += pen ? `L${at}` : `M${at}L${at}`;
    pen = true;
  }
  return d;
}
