// The table of all runs. Rows are kept; those that changed are written again, the ones out of sight a few at a time.
import {html, say, set, show, svg} from './dom.js';
import {fixed, moment, NOTHING, number, whole} from './format.js';
import {linear, path, range} from './scale.js';
import {active} from './state.js';

const SPARK = {width: 120, height: 26};
const UNSEEN_AT_ONCE = 10;

/**
 * Prepares the body of the table.
 * @param hashOf the address of a run
 * @returns draw(entries in order, chosen run, names of the runs that changed), which says whether there is more to write
 */
export function table(body, hashOf) {
  const rows = new Map();
  let held = null;
  let following = true;
  const stale = new Set();
  const box = body.closest('.scroll');
  const sight = new IntersectionObserver(seen => seen.forEach(e => { e.target.seen = e.isIntersecting; }), {root: box, rootMargin: '100px'});
  new ResizeObserver(() => { if (following && rows.has(held)) reveal(rows.get(held).tr); }).observe(body.closest('table'));
  for (const moved of ['wheel', 'pointerdown', 'keydown', 'touchstart']) {
    box.addEventListener(moved, () => { following = false; }, {passive: true});
  }
  body.addEventListener('keydown', e => walk(body, e));
  body.addEventListener('click', e => choose(e));
  return (entries, chosen, changed) => {
    const names = new Set(entries.map(e => e.record.run));
    for (const [run, row] of rows) if (!names.has(run)) { sight.unobserve(row.tr); row.tr.remove(); rows.delete(run); }
    changed.forEach(run => stale.add(run));
    let unseen = UNSEEN_AT_ONCE;
    let next = body.firstElementChild;
    for (const entry of entries) {
      const {run} = entry.record;
      const fresh = !rows.has(run);
      if (fresh) rows.set(run, makeRow());
      const row = rows.get(run);
      if (fresh) sight.observe(row.tr);
      if (next === row.tr) next = next.nextElementSibling;
      else body.insertBefore(row.tr, next);
      if (fresh || (stale.has(run) && (row.tr.seen || unseen-- > 0))) {
        stale.delete(run);
        fill(row, entry, hashOf(run));
      }
      mark(row, run === chosen);
    }
    stale.forEach(run => { if (!names.has(run)) stale.delete(run); });
    if (!names.has(chosen)) makeReachable(rows.get(entries[0]?.record.run));
    if (chosen !== held) {
      [held, following] = [chosen, true];
      if (rows.has(chosen)) reveal(rows.get(chosen).tr);
    }
    return stale.size > 0;
  };
}

/** Scrolls the table, and only the table, until a row is seen; done until the reader scrolls, since rows above may grow. */
function reveal(tr) {
  const box = tr.closest('.scroll');
  const head = box.querySelector('thead').offsetHeight;
  const top = tr.offsetTop - head;
  const bottom = tr.offsetTop + tr.offsetHeight - box.clientHeight;
  if (box.scrollTop > top) box.scrollTop = top;
  else if (box.scrollTop < bottom) box.scrollTop = bottom;
}

/** The whole row is a target; its link is what the keyboard and a screen reader use. */
function choose(event) {
  if (event.target.closest('a') || !getSelection().isCollapsed) return;
  event.target.closest('tr')?.querySelector('a').click();
}

/** Arrow keys, Home and End move between the links of the rows that are shown. */
function walk(body, event) {
  const links = [...body.querySelectorAll('tr:not([hidden]) a')];
  const at = links.indexOf(document.activeElement);
  const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1}[event.key];
  if (at < 0 || to === undefined || !links[to]) return;
  event.preventDefault();
  links[to].focus();
}

/** Where no row is chosen the first is the one that Tab reaches. */
const makeReachable = row => row && set(row.link, {tabindex: 0});

function makeRow() {
  const tr = html('tr');
  const head = set(html('th'), {scope: 'row'});
  const link = head.appendChild(html('a', 'name'));
  const base = head.appendChild(html('span', 'tag', 'baseline'));
  const sub = head.appendChild(html('span', 'sub'));
  const state = html('span', 'state');
  const spark = set(svg('svg', {class: 'spark', width: SPARK.width, height: SPARK.height, viewBox: `0 0 ${SPARK.width} ${SPARK.height}`}), {'aria-hidden': 'true'});
  spark.append(svg('path', {class: 'one'}), svg('path', {class: 'line'}));
  const cell = (className, child) => {
    const td = html('td', className);
    if (child) td.append(child);
    return td;
  };
  const cells = {step: cell('num mid'), radius: cell('num radius'), error: cell('num wide'), alerts: cell('alerts')};
  tr.append(head, cell('', state), cells.step, cells.radius, cells.error, cell('wide', spark), cells.alerts);
  return {tr, link, base, sub, state, spark, ...cells};
}

function fill(row, entry, href) {
  const r = entry.record;
  set(row.tr, {'data-run': r.run});
  set(row.link, {href});
  say(row.link, r.display_name || r.run);
  show(row.base, Boolean(r.baseline));
  say(row.sub, subtitle(r));
  set(row.state, {class: `state ${r.state}`, title: r.last_snapshot ? `last snapshot ${moment(r.last_snapshot)}` : 'no snapshot yet'});
  say(row.state, r.state);
  say(row.step, r.last_step === null ? NOTHING : whole(r.last_step));
  const newest = entry.recent.at(-1);
  say(row.radius, newest ? fixed(newest.spectral_radius ?? NaN, 4) : filling(r));
  say(row.error, number(newest?.one_step_error));
  drawSpark(row.spark, entry.recent);
  drawAlerts(row.alerts, active(entry));
}

/** run · group / arm; what would only repeat itself is left out. */
export function subtitle(r) {
  const shown = r.display_name && r.display_name !== r.run ? [r.run] : [];
  return [...shown, r.arm === r.run ? r.group : `${r.group} / ${r.arm}`].join(' · ');
}

/** How far the first window is: "37 of 100 rows". */
export function filling(r, observable = r.observables?.[0]?.name) {
  const o = r.observables?.find(x => x.name === observable);
  return o && o.rows < o.window ? `${whole(o.rows)} of ${whole(o.window)} rows` : NOTHING;
}

function drawSpark(node, recent) {
  const points = recent.map(w => [w.last_step, w.spectral_radius ?? NaN]);
  const [low, high] = range(points.map(p => p[1]), [1], 0.1);
  const sx = linear(points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0, 2, SPARK.width - 2);
  const sy = linear(low, high, SPARK.height - 2, 2);
  set(node.children[0], {d: points.length > 0 ? `M0 ${sy(1)}H${SPARK.width}` : ''});
  set(node.children[1], {d: path(points.map(([x, y]) => [sx(x), sy(y)]))});
}

function drawAlerts(cell, alerts) {
  const counted = ['critical', 'warning'].map(s => [s, alerts.filter(a => a.severity === s).length]).filter(([, n]) => n > 0);
  const text = counted.map(([s, n]) => `${n} ${s}`).join(', ');
  if (cell.dataset.shown === text) return;
  cell.dataset.shown = text;
  cell.replaceChildren(...counted.map(([s, n]) => html('span', `badge ${s}`, `${n} ${s}`)));
  if (!text) cell.append(html('span', 'quiet', NOTHING));
}

function mark({tr, link}, chosen) {
  tr.classList.toggle('chosen', chosen);
  if (chosen) set(link, {'aria-current': 'true', tabindex: 0});
  else {
    link.removeAttribute('aria-current');
    set(link, {tabindex: -1});
  }
}
