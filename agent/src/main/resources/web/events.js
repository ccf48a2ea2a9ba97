// Alerts and notes, newest first, in plain words; each has an address of its own.
import {forEvent} from './choice.js';
import {html, pool, say, set, show} from './dom.js';
import {number, whole, words} from './format.js';

const MOST = 100;

/** Writes the list and the line under it. */
export function drawEvents(list, rest, events, choice) {
  const rows = pool(list, Math.min(events.length, MOST), makeRow);
  events.slice(0, MOST).forEach((e, i) => fill(rows[i], e, choice));
  show(rest, events.length === 0 || events.length > MOST);
  say(rest, events.length === 0 ? 'None so far.' : `…and ${whole(events.length - MOST)} earlier ones.`);
}

function makeRow() {
  const item = html('li');
  const head = html('p', 'event-head');
  head.append(html('span', 'badge'), html('a', 'event-kind'), html('span', 'event-step'), html('span', 'event-state'));
  item.append(head, html('p', 'event-message'), html('p', 'quiet'));
  return item;
}

function fill(item, e, choice) {
  const [head, message, facts] = item.children;
  const [badge, kind, step] = head.children;
  set(item, {class: e.state === 'resolved' ? 'resolved' : '', 'data-id': e.id, 'aria-current': e.id === choice.event});
  set(badge, {class: `badge ${e.severity}`});
  say(badge, badgeText(e));
  set(kind, {href: forEvent(choice, e)});
  say(kind, words(e.kind));
  say(step, `${choice.group && e.run ? `${e.run}, ` : ''}step ${whole(e.step)}`);
  say(head.lastChild, stateText(e));
  say(message, e.message);
  say(facts, details(e).join(' · '));
}

export const badgeText = e => e.severity === 'info' ? 'note' : e.severity;

/** active, acknowledged, expected, resolved; a note has no state. */
export function stateText(e) {
  if (e.severity === 'info') return e.expected ? 'expected' : '';
  if (e.state === 'resolved') return 'resolved';
  return e.acknowledged ? 'acknowledged' : 'active';
}

/** What is known of an event, in few words. */
export function details(e) {
  const facts = [];
  if (e.cause && e.cause !== 'unknown') facts.push(`cause: ${words(e.cause)}`);
  if (Number.isFinite(e.onset_step) && e.onset_step !== e.step) facts.push(`began about step ${whole(e.onset_step)}`);
  if (e.channel) facts.push(words(e.channel));
  if (Number.isFinite(e.statistic) && Number.isFinite(e.threshold)) facts.push(`${number(e.statistic)}, limit ${number(e.threshold)}`);
  if (e.other) facts.push(`with ${e.other}`);
  if (e.expected) facts.push('expected');
  if (e.acknowledged) facts.push(`acknowledged: ${e.acknowledged}`);
  return e.run ? facts : ['whole group', ...facts];
}
