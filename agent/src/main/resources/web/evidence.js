// What an alert rests on: the channels around it, what was logged then, and the spectra before and after.
import * as api from './api.js';
import {html, say, set, show, svg} from './dom.js';
import {number, whole, words} from './format.js';
import {multiples} from './multiples.js';
import {plane} from './plane.js';
import {saveMenu} from './save.js';

/** Prepares the pictures in a parent; returns draw(event). They are asked for again when the event has a new version. */
export function evidenceView(parent) {
  const about = html('p', 'quiet');
  const facts = html('p', 'quiet');
  const pictures = html('div', 'evidence');
  const grid = html('div', 'grid');
  const spectra = twoSpectra();
  pictures.append(spectra.node, grid);
  parent.append(about, pictures, facts);
  const draw = multiples(grid, {pick: () => {}});
  let shown = '';

  async function load(e, mine) {
    let found;
    try {
      found = await api.evidence(e.id);
    } catch (error) {
      if (mine === shown) say(about, error.status === 404 ? 'No evidence is kept of this one.' : `The evidence cannot be read (${error.message}).`);
      return;
    }
    if (mine !== shown) return;
    const charts = channelCharts(e, found.channels);
    say(about, charts.length > 0 ? 'What the detector saw: each channel around the alarm, in its own units. The shade reaches from the estimated onset to the step at which it spoke.' : '');
    show(pictures, true);
    draw(charts, e.step);
    spectra.draw(found.spectra);
    say(facts, logged(found.scalars));
  }

  return e => {
    const version = `${e.id}/${e.state}/${e.cause}/${e.severity}`;
    if (version === shown) return;
    const same = shown.startsWith(`${e.id}/`);
    shown = version;
    if (!same) {
      show(pictures, false);
      [about, facts].forEach(p => say(p, ''));
    }
    load(e, version);
  };
}

function channelCharts(e, channels) {
  if (!channels?.steps?.length) return [];
  const {steps, names, values, scores} = channels;
  const axis = {first: steps[0], last: steps.at(-1), marks: [{...e, chosen: true}]};
  const line = (rows, c) => steps.map((step, t) => [step, rows?.[c]?.[t] ?? NaN]);
  return names.flatMap((name, c) => values[c]?.every(v => !Number.isFinite(v)) ? [] : [
    {...axis, name: `channel ${name}`, title: words(name), lines: [{name: words(name), slot: 0, points: line(values, c)}], linear: true},
    ...(scores?.[c]?.some(score => score) ? [{...axis, name: `score ${name}`, title: `${words(name)}, standardised`, lines: [{name: 'score', slot: 5, points: line(scores, c)}], level: 0, also: [0], linear: true}] : []),
  ]);
}

const logged = scalars => Object.keys(scalars ?? {}).length === 0 ? ''
  : `Logged then: ${Object.entries(scalars).map(([name, value]) => `${name} ${number(value)}`).join(' · ')}`;

/** The window before and the one after in one plane. */
function twoSpectra() {
  const node = html('div', 'two-spectra');
  const head = html('p', 'chart-head');
  head.append(html('span', 'chart-title', 'Spectrum before and after'));
  const root = set(svg('svg'), {class: 'plane compare', role: 'img'});
  const caption = html('p', 'quiet');
  let both = null;
  head.append(saveMenu(root, 'spectra-before-and-after', () => rowsOf(both), node));
  node.append(head, root, caption);
  const paint = plane(root);

  function draw(spectra) {
    const [before, after] = [spectra?.before, spectra?.after];
    show(node, Boolean(before || after));
    if (!before && !after) return;
    both = {before, after};
    const sides = [before, after].map(w => w?.eigenvalues ?? []);
    const text = `${where(before, 'before')} (hollow); ${where(after, 'after')} (filled)`;
    say(caption, text);
    set(root, {'aria-label': `Eigenvalues in the complex plane, ${text}`});
    paint([{eigenvalues: sides.flat(), modes: sides.flatMap((s, side) => s.map(() => 1 - side))}], 'disc');
  }
  return {node, draw};
}

const where = (w, when) => w ? `${when}: steps ${whole(w.first_step)} to ${whole(w.last_step)}` : `none ${when} yet`;

const rowsOf = both => [['window', 're', 'im'], ...['before', 'after'].flatMap(when => (both?.[when]?.eigenvalues ?? []).map(([re, im]) => [when, re, im]))];
