// Draws the chosen run: everything below the table.
import {drawAbout, drawFilling} from './detail.js';
import {byId, say, set, show} from './dom.js';
import {drawEvents} from './events.js';
import {number, whole} from './format.js';
import {lines} from './lines.js';
import {drawModes} from './modes.js';
import {plane} from './plane.js';
import {eventsOf, focus, runs} from './state.js';

/**
 * Prepares the pictures. The window shown is the one under the pointer, else the pinned one, else the newest.
 * @param invalidate called when the reader looks at another window
 * @returns {draw(choice), newest()}
 */
export function view(invalidate) {
  let hovered = null;
  let pinned = null;
  const look = step => { pinned = step; invalidate(); };
  const drawPlane = plane(byId('plane'));
  const drawLines = lines(byId('lines'), {hover: step => { hovered = step; invalidate(); }, pin: look});
  const scrub = byId('scrub');
  scrub.addEventListener('input', () => look(focus.windows.slice(0, -1)[scrub.value]?.last_step ?? null));
  byId('newest').addEventListener('click', () => look(null));

  function draw(choice) {
    const entry = runs.get(focus.run);
    show(byId('detail'), Boolean(entry));
    if (!entry) return;
    const at = indexOf(hovered ?? pinned);
    const shown = focus.windows[at];
    drawAbout(entry, focus, shown, at < focus.windows.length - 1);
    drawFilling(entry, focus);
    drawTrouble();
    const events = eventsOf(entry);
    drawEvents(byId('events'), byId('events-none'), events);
    show(byId('pictures'), Boolean(shown));
    show(byId('modes-card'), Boolean(shown));
    if (!shown) return;
    drawModes(byId('modes'), shown);
    say(byId('modes-sub'), `steps ${whole(shown.first_step)} to ${whole(shown.last_step)}`);
    drawLines(focus.windows, events.filter(e => concerns(e, focus)), shown.last_step);
    const outside = drawPlane(focus.windows.slice(0, at + 1), choice.zoom);
    drawCaption(shown, at, outside);
    drawScrub(scrub, at);
  }

  return {draw, newest: () => { hovered = null; pinned = null; }};
}

/** Index of the window that ends at a step; the newest where there is none. */
function indexOf(step) {
  const at = step === null ? -1 : focus.windows.findIndex(w => w.last_step === step);
  return at < 0 ? focus.windows.length - 1 : at;
}

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
  if (w.partial) facts.push('before the first full window');
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
