// Numbers and words as people read them.
const DIGITS = new Intl.NumberFormat('en', {maximumSignificantDigits: 4});
const WHOLE = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const SHORT = new Intl.NumberFormat('en', {notation: 'compact', maximumSignificantDigits: 4});

export const NOTHING = '–';

/** Four significant digits; a dash for what is not a finite number. */
export function number(x) {
  if (!Number.isFinite(x)) return NOTHING;
  const size = Math.abs(x);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? x.toExponential(2) : DIGITS.format(x);
}

/** Fixed decimals, so that columns line up. */
export const fixed = (x, decimals) => Number.isFinite(x) ? x.toFixed(decimals).replace(/^-/, '−') : NOTHING;

export const whole = n => Number.isFinite(n) ? WHOLE.format(n) : NOTHING;

/** For the ticks of a step axis: 12,000 is 12K. */
export const short = n => Math.abs(n) < 1e4 ? WHOLE.format(n) : SHORT.format(n);

/** 0.9412 − 0.1203i */
export function complex([re, im]) {
  return im === 0 ? fixed(re, 4) : `${fixed(re, 4)} ${im < 0 ? '−' : '+'} ${fixed(Math.abs(im), 4)}i`;
}

/** RunsDiverged → Runs diverged; step_size_up → step size up. */
export function words(name) {
  const text = String(name).replace(/_/g, ' ').replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`);
  return text;
}

/** Local time of a moment in milliseconds. */
export const clock = ms => new Date(ms).toLocaleTimeString();

export const moment = ms => new Date(ms).toLocaleString();

/** Class of a tracked mode's colour; the palette has ten and repeats. */
export const hue = slot => `s${((slot % 10) + 10) % 10}`;
