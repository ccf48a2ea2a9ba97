// Draws the chosen run: everything below the table.
import {drawAbout, drawFilling} from './detail.js';
import {byId, say, set, show} from './dom.js';
import {eventCard} from './eventcard.js';
import {drawEvents} from './events.js';
import {focus} from './focus.js';
import {number, whole} from './format.js';
import {gauges, leading, logged} from './gauges.js';
import {drawModes, modeRows} from './modes.js';
import {multiples} from './multiples.js';
import {plane} from './plane.js';
import {runHeat} from './runheat.js';
import {saveMenu} from './save.js';
import {eventsOf, runs} from './state.js';

/**
 * Prepares the pictures. The window shown is the one under the pointer, else the one in the address, else the newest.
 * @param on invalidate() when the pointer moves to another window, pin(step or null) when the reader stays at one
 * @returns {draw(choice), newest()}
 */
export function view(on) {
  let hovered = null;
  let at = 0;
  const pointer = {hover: step => { hovered = step; on.invalidate(); }, pick: step => on.pin(nearest(step)?.last_step ?? null)};
  const part = Object.fromEntries(['lines', 'scalars', 'gauges'].map(id => [id, multiples(byId(id), pointer)]));
  const drawPlane = plane(byId('plane'));
  byId('plane-save').append(saveMenu(byId('plane'), 'spectrum', () => modeRows(focus.windows[at]), byId('plane').parentElement));
  const drawHeat = runHeat(pointer.pick);
  const card = eventCard(byId('run-event'));
  const scrub = byId('scrub');
  scrub.addEventListener('input', () => on.pin(focus.windows.slice(0, -1)[scrub.value]?.last_step ?? null));
  byId('newest').addEventListener('click', () => on.pin(null));

  function draw(choice) {
    const entry = runs.get(focus.run);
    show(byId('detail'), Boolean(entry));
    if (!entry) return;
    at = indexOf(hovered ?? choice.window);
    const shown = focus.windows[at];
    const events = eventsOf(entry);
    drawAbout(entry, focus, shown, {back: at < focus.windows.length - 1, choice});
    drawFilling(entry, focus);
    drawTrouble();
    card(events.find(e => e.id === choice.event), choice);
    drawEvents(byId('events'), byId('events-none'), events, choice);
    ['pictures', 'modes-card', 'gauges-card'].forEach(id => show(byId(id), Boolean(shown)));
    drawCharts(shown, events.filter(e => concerns(e, focus)).map(e => ({...e, chosen: e.id === choice.event})));
    drawHeat(shown);
    if (!shown) return;
    drawModes(byId('modes'), shown);
    say(byId('modes-sub'), `steps ${whole(shown.first_step)} to ${whole(shown.last_step)}`);
    drawCaption(shown, at, drawPlane(focus.windows.slice(Math.max(0, at - 20), at + 1), choice.zoom));
    drawScrub(scrub, at);
  }

  /** Charts are drawn again only when something in them is new. */
  let drawn = '';
  function drawCharts(shown, marks) {
    const step = shown?.last_step ?? newestLogged();
    const news = `${focus.turn}/${focus.version}/${step}/${marks.map(e => `${e.id}${e.state}${e.severity}${e.chosen}`)}`;
    if (news === drawn) return;
    drawn = news;
    const axis = {first: focus.windows[0]?.last_step, last: focus.windows.at(-1)?.last_step, marks};
    part.scalars(logged(focus.scalars, axis), step);
    show(byId('scalars-card'), focus.scalars.size > 0);
    if (!shown) return;
    part.lines(leading(focus.windows, focus.scalars, axis), step);
    part.gauges(gauges(focus.windows, axis), step);
  }

  return {draw, newest: () => { hovered = null; }};
}

const nearest = step => focus.windows.reduce((best, w) => best && Math.abs(best.last_step - step) <= Math.abs(w.last_step - step) ? best : w, null);

/** Index of the window that ends nearest to a step; the newest where there is none. */
function indexOf(step) {
  const w = step === null ? null : nearest(step);
  return w ? focus.windows.indexOf(w) : focus.windows.length - 1;
}

const newestLogged = () => Math.max(0, ...[...focus.scalars.values()].map(points => points.at(-1)?.[0] ?? 0));

/** Alarms of another incarnation or observable stand at steps of another axis. */
const concerns = (e, {observable, incarnation}) =>
  !e.run || ((e.observable === observable || !e.observable) && e.incarnation === incarnation);

function drawTrouble() {
  show(byId('detail-trouble'), Boolean(focus.trouble));
  say(byId('detail-trouble'), focus.trouble ?? '');
}

function drawCaption(w, at, outside) {
  const back = at < focus.windows.length - 1 ? 'looking back at ' : '';
  const facts = [`${back}steps ${whole(w.first_step)} to ${whole(w.last_step)}`];
  if (w.partial) facts.push('early window, before the first full one');
  if (!w.degenerate) facts.push(`${w.eigenvalues.length} modes, ${growing(w)} outside the unit circle`, `radius ${number(w.spectral_radius)}`);
  if (outside > 0) facts.push(`${outside} beyond this view`);
  say(byId('plane-caption'), facts.join(' · '));
  show(byId('degenerate'), Boolean(w.degenerate));
  say(byId('degenerate'), w.degenerate ? `This window has no spectrum: ${w.degenerate}` : '');
}

const growing = w => w.eigenvalues.filter(([re, im]) => Math.hypot(re, im) > 1).length;

function drawScrub(scrub, at) {
  const last = focus.windows.length - 1;
  set(scrub, {max: last, 'aria-valuetext': `window that ends at step ${whole(focus.windows[at].last_step)}`});
  if (Number(scrub.value) !== at) scrub.value = at;
  byId('newest').disabled = at === last;
  scrub.disabled = last < 1;
}
