// Tables: the modes of the shown window, all windows, the events.
import {html, pool, say, set} from './dom.js';
import {complex, fixed, hue, number, whole, words} from './format.js';
import {csvButton} from './save.js';
import {slots} from './plane.js';

const MODE_COLUMNS = [['standard_errors', 'standard error'], ['residuals', 'residual'], ['eigenfunction_residuals', 'eigenfunction residual'], ['energies', 'energy'],
  ['half_lives', 'half-life'], ['frequencies', 'frequency']];
const MOST_ROWS = 64;

/** An empty table with column heads; returns its body. */
function table(parent, heads) {
  const node = html('table');
  const row = node.appendChild(html('thead')).appendChild(html('tr'));
  heads.forEach((text, i) => row.append(set(html('th', i > 0 ? 'num' : '', text), {scope: 'col'})));
  const scroll = set(html('div', 'scroll'), {tabindex: 0, role: 'region', 'aria-label': heads.join(', ')});
  scroll.append(node);
  parent.append(scroll);
  return node.appendChild(html('tbody'));
}

/** The eigenvalues of a window in numbers; returns draw(window). */
export function modeTable(parent, windows) {
  const columns = MODE_COLUMNS.filter(([key]) => windows.some(w => w[key]?.length > 0));
  const body = table(parent, ['mode', 'λ', '|λ|', ...columns.map(c => c[1])]);
  return w => {
    const ids = w.degenerate ? [] : slots(w).slice(0, MOST_ROWS);
    const rows = pool(body, ids.length, () => cells(html('tr'), 3 + columns.length));
    ids.forEach((slot, i) => {
      const e = w.eigenvalues[i];
      const texts = [slot, complex(e), fixed(Math.hypot(...e), 4), ...columns.map(([key]) => number(w[key]?.[i] ?? NaN))];
      texts.forEach((text, k) => say(rows[i].children[k], String(text)));
      rows[i].children[0].className = `mode ${hue(slot)}`;
    });
  };
}

function cells(row, count) {
  for (let i = 0; i < count; i++) row.append(html('td', i > 0 ? 'num' : ''));
  return row;
}

/** All windows; onPick(index). Returns draw(index) that marks the shown one. */
export function windowTable(parent, name, windows, columns, onPick) {
  const details = parent.appendChild(html('details'));
  details.append(html('summary', '', `The ${whole(windows.length)} windows as a table`));
  const all = [['first_step', 'first step'], ['last_step', 'last step'], ...columns];
  details.append(csvButton(name, () => [[...all.map(c => c[0]), 'eigenvalues'], ...windows.map(w => [...all.map(c => w[c[0]]), eigenvalueText(w)])]));
  const body = table(details, all.map(c => c[1]));
  const rows = windows.map((w, i) => {
    const row = cells(html('tr'), all.length);
    all.forEach(([key], k) => say(row.children[k], k < 2 ? whole(w[key]) : number(w[key] ?? NaN)));
    row.addEventListener('click', () => onPick(i));
    return row;
  });
  details.addEventListener('toggle', () => body.replaceChildren(...rows), {once: true});
  return index => rows.forEach((row, i) => row.classList.toggle('chosen', i === index));
}

const eigenvalueText = w => (w.eigenvalues ?? [...(w.a ?? []).flat(), ...(w.b ?? []).flat()])
  .map(([re, im]) => `${re}${im < 0 ? '' : '+'}${im}i`).join(' ');

/** Alerts and notes, as backtest prints them. */
export function eventList(parent, events, inAll, onPick) {
  const list = parent.appendChild(html('ol', 'events'));
  if (inAll > events.length) parent.append(html('p', 'quiet', `The first ${events.length} of ${inAll}; all are in the output of --json.`));
  for (const e of events) {
    const item = list.appendChild(html('li', e.state === 'resolved' ? 'resolved' : ''));
    const head = item.appendChild(html('p', 'event-head'));
    const step = set(html('button', 'link-button', `step ${whole(e.step)}`), {type: 'button'});
    step.addEventListener('click', () => onPick(e.step));
    head.append(html('span', `badge ${e.severity}`, words(e.kind)), step,
      html('span', 'event-state', [e.cause === 'unknown' ? '' : words(e.cause), e.state].filter(Boolean).join(', ')));
    item.append(html('p', 'event-message', e.message));
  }
}

