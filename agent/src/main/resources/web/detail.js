// The head of the chosen run: who it is, its newest numbers, how far the first window is.
import {forGroup} from './choice.js';
import {byId, html, pool, say, set, show} from './dom.js';
import {fixed, moment, number, whole} from './format.js';
import {filling, subtitle} from './runs.js';
import {story} from './story.js';

/** Writes the head of a run; w is the window shown, or undefined while there is none; back: it is not the newest. */
export function drawAbout(entry, focus, w, {back, choice}) {
  const r = entry.record;
  say(byId('detail-title'), r.display_name || r.run);
  set(byId('detail-state'), {class: `state ${r.state}`});
  say(byId('detail-state'), r.state);
  set(byId('detail-group'), {href: forGroup(choice, r.group)});
  say(byId('detail-group'), `Compare in group ${r.group}`);
  say(byId('detail-sub'), [subtitle(r), r.baseline ? 'baseline' : '', ...labels(r), since(r)].filter(Boolean).join(' · '));
  say(byId('story'), story(w));
  show(byId('story'), Boolean(w));
  drawNumbers(byId('numbers'), [...measures(r, w, back), ...scalars(r)]);
  drawPick(byId('observable'), (r.observables ?? []).map(o => o.name), focus.observable);
  drawPick(byId('preset'), [...new Set([...(r.presets ?? []), ...entry.presets])], focus.preset);
}

const labels = r => Object.entries(r.labels ?? {}).map(([name, value]) => `${name}=${value}`);

const since = r => r.incarnation > 0 ? `since ${moment(r.incarnation)}` : '';

function measures(r, w, back) {
  const list = [['Step', back ? `${whole(w.last_step)} of ${whole(r.last_step)}` : whole(r.last_step ?? NaN)]];
  if (w) {
    list.push(['Spectral radius', fixed(w.spectral_radius ?? NaN, 4)], ['One-step error', number(w.one_step_error)],
      ['Effective rank', number(w.effective_rank)], ['Update energy', number(w.update_energy)], ['Update coherence', number(w.update_coherence)]);
  }
  if (r.rejected > 0) list.push(['Refused snapshots', whole(r.rejected), 'bad']);
  return list;
}

const scalars = r => Object.entries(r.scalars ?? {}).slice(0, 24).map(([name, value]) => [name, number(value), 'scalar']);

/** A list of names and values. */
export function drawNumbers(list, items) {
  const nodes = pool(list, items.length, () => {
    const item = html('div');
    item.append(html('dt'), html('dd'));
    return item;
  });
  items.forEach(([name, value, kind], i) => {
    set(nodes[i], {class: kind ?? ''});
    say(nodes[i].children[0], name);
    say(nodes[i].children[1], value);
  });
}

/** A choice that offers nothing is not shown. */
export function drawPick(select, names, chosen) {
  show(select.parentElement, names.length > 1);
  if (select.dataset.names !== JSON.stringify(names)) {
    select.dataset.names = JSON.stringify(names);
    select.replaceChildren(...names.map(name => set(html('option', '', name), {value: name})));
  }
  if (chosen && select.value !== chosen) select.value = chosen;
}

/** While there is no window: what is missing. */
export function drawFilling(entry, focus) {
  const box = byId('filling');
  const r = entry.record;
  const o = r.observables?.find(x => x.name === focus.observable);
  show(box, focus.windows.length === 0 && !focus.trouble);
  if (box.hidden) return;
  const rows = o && o.rows < o.window;
  show(box.querySelector('progress'), Boolean(rows));
  if (rows) set(box.querySelector('progress'), {max: o.window, value: o.rows});
  say(box.querySelector('[data-text]'), waiting(r, o, focus));
}

function waiting(r, o, focus) {
  if (!o) return 'No snapshot yet. The run has said hello; its first snapshot starts the first window.';
  if (o.rows >= o.window) return focus.loaded ? 'The first window is full; its spectrum is on the way.' : 'Reading the spectra…';
  const rest = r.state === 'live' ? 'The spectrum appears when the first window is full.' : `The run is ${r.state}: it was too short for a spectrum.`;
  return `${filling(r, o.name)} of ${o.name}. ${rest}`;
}
