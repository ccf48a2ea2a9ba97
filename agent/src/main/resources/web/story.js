// A window in two or three plain sentences.
import {number, whole} from './format.js';

/** What the window says to somebody who sees such a page for the first time. */
export function story(w) {
  if (!w || w.degenerate) return '';
  const sizes = w.eigenvalues.map(([re, im]) => Math.hypot(re, im));
  return [opening(w, sizes), longest(sizes), missed(w)].filter(Boolean).join(' ');
}

function opening(w, sizes) {
  const growing = sizes.filter(size => size > 1).length;
  const what = growing === 0 ? 'none of them grows' : growing === 1 ? 'one of them grows' : `${whole(growing)} of them grow`;
  const early = w.partial ? ' This is an early window: it has fewer rows than a full one.' : '';
  return `In steps ${whole(w.first_step)} to ${whole(w.last_step)} the weights move in ${whole(sizes.length)} patterns (modes); ${what}.${early}`;
}

function longest(sizes) {
  const most = Math.max(...sizes.filter(size => size < 1));
  if (!(most > 0)) return '';
  const rows = Math.LN2 / -Math.log(most);
  return rows > 1e4 ? 'The slowest holds its strength.' : `The slowest that fades is halved in ${number(Number(rows.toPrecision(2)))} rows.`;
}

function missed(w) {
  const share = w.one_step_error;
  if (!Number.isFinite(share)) return '';
  const percent = share < 0.001 ? 'less than 0.1 %' : `${number(Number((100 * share).toPrecision(2)))} %`;
  const kind = share < 0.05 ? ': smooth, predictable motion' : share > 0.7 ? ': mostly noise' : '';
  return `Together they miss ${percent} of the next row${kind}.`;
}
