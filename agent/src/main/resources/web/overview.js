// The overview: which runs are shown in which order, groups to compare, what it adds up to.
import {byId, html, pool, say, set, show} from './dom.js';
import {forGroup} from './choice.js';
import {whole} from './format.js';
import {csvButton} from './save.js';
import {table} from './runs.js';
import * as state from './state.js';

const newest = e => e.recent.at(-1);
const STATES = ['live', 'stale', 'ended'];
const critical = e => state.active(e).filter(a => a.severity === 'critical').length;
/** What a column is sorted by; numbers and alerts with the largest first. */
const KEYS = {
  run: e => e.record.display_name || e.record.run,
  state: e => STATES.indexOf(e.record.state),
  step: e => -(e.record.last_step ?? -1),
  radius: e => -(newest(e)?.spectral_radius ?? -1),
  error: e => -(newest(e)?.one_step_error ?? -1),
  alerts: e => -(1000 * critical(e) + state.active(e).length),
};

/**
 * Prepares the overview.
 * @param hashOf address of a run
 * @param sortBy called with the name of a column, or null for the order by group
 * @returns draw(choice, chosen run, names of the runs that changed), which says whether there is more to draw
 */
export function overview(hashOf, sortBy) {
  const drawTable = table(byId('runs'), hashOf);
  const heads = [...document.querySelectorAll('#overview [data-sort]')];
  heads.forEach(head => head.addEventListener('click', () => sortBy(head.closest('th').hasAttribute('aria-sort') ? null : head.dataset.sort)));
  byId('runs-csv').append(csvButton('runs', csvRows));

  return (choice, chosen, changed) => {
    const entries = state.ordered();
    show(byId('overview'), entries.length > 0);
    const wanted = (choice.filter ?? '').toLowerCase();
    const matching = sorted(entries.filter(e => matches(e.record, wanted)), choice.sort);
    heads.forEach(head => markHead(head, choice.sort));
    const more = drawTable(matching, chosen, changed);
    show(byId('unmatched'), matching.length === 0);
    say(byId('unmatched'), `No run’s name, group or arm contains “${choice.filter ?? ''}”.`);
    drawGroups(choice);
    const alerts = entries.reduce((n, e) => n + state.active(e).length, 0) + [...state.groupEvents.values()].filter(state.isActive).length;
    say(byId('tally'), tally(entries, alerts));
    document.title = alerts > 0 ? `(${alerts}) Koopwatch` : 'Koopwatch';
    return more;
  };
}

const matches = (r, wanted) => !wanted || [r.run, r.group, r.arm, r.display_name].some(s => s?.toLowerCase().includes(wanted));

function sorted(entries, by) {
  const key = KEYS[by];
  if (!key) return entries;
  return entries.map((e, i) => [key(e), i, e]).sort(([a, i], [b, j]) => (a < b ? -1 : a > b ? 1 : 0) || i - j).map(x => x[2]);
}

function markHead(head, by) {
  const th = head.closest('th');
  if (head.dataset.sort !== by) th.removeAttribute('aria-sort');
  else set(th, {'aria-sort': by === 'run' || by === 'state' ? 'ascending' : 'descending'});
}

function tally(entries, alerts) {
  const live = entries.filter(e => e.record.state === 'live').length;
  return `${whole(live)} live of ${whole(entries.length)}${alerts > 0 ? `, ${whole(alerts)} active ${alerts === 1 ? 'alert' : 'alerts'}` : ''}`;
}

/** Only groups of two and more can be compared. */
function drawGroups(choice) {
  const groups = [...state.groups()].filter(([, entries]) => entries.length > 1);
  show(byId('groups'), groups.length > 0);
  const nodes = pool(byId('groups'), groups.length === 0 ? 0 : groups.length + 1, () => html(byId('groups').childElementCount === 0 ? 'span' : 'a'));
  if (groups.length === 0) return;
  say(nodes[0], 'Compare runs of a group:');
  groups.forEach(([group, entries], i) => {
    const alerts = state.eventsOfGroup(group).filter(state.isActive).length;
    set(nodes[i + 1], {href: forGroup(choice, group), class: `chip${alerts > 0 ? ' alert' : ''}`, 'aria-current': group === choice.group});
    say(nodes[i + 1], `${group} · ${whole(entries.length)} runs${alerts > 0 ? ` · ${alerts} ${alerts === 1 ? 'alert' : 'alerts'}` : ''}`);
  });
}

const csvRows = () => [['run', 'group', 'arm', 'state', 'step', 'spectral_radius', 'one_step_error', 'active_alerts'], ...state.ordered().map(e => {
  const r = e.record;
  return [r.run, r.group, r.arm, r.state, r.last_step, newest(e)?.spectral_radius, newest(e)?.one_step_error, state.active(e).length];
})];
