// Draws the chosen group: which runs are alike, and since when they are not.
import {apartCharts} from './apart.js';
import {drawPick} from './detail.js';
import {byId, html, pool, say, set, show} from './dom.js';
import {eventCard} from './eventcard.js';
import {drawEvents} from './events.js';
import {whole} from './format.js';
import {groupData} from './groupdata.js';
import {multiples} from './multiples.js';
import {overlay} from './overlay.js';
import {pairs} from './pairs.js';
import * as state from './state.js';

/**
 * Prepares the pictures in a section.
 * @returns {draw(choice), hears(distance): whether it belongs to what is shown}
 */
export function groupView(section, invalidate) {
  const data = groupData(invalidate);
  const drawPairs = pairs();
  const drawOverlay = overlay();
  const drawApart = multiples(byId('apart'), {pick: step => drawPairs.look(step)});
  const card = eventCard(byId('group-event'));
  let drawn = '';

  function draw(choice) {
    const entries = state.groups().get(choice.group);
    show(section, Boolean(entries));
    if (!entries) return;
    const {group} = choice;
    data.look(group, entries, choice.observable, choice.preset);
    const events = [...state.eventsOfGroup(group), ...entries.flatMap(e => [...e.events.values()])].sort((a, b) => b.step - a.step);
    drawHead(group, entries, data);
    card(events.find(e => e.id === choice.event && !e.run), choice);
    drawEvents(byId('group-events'), byId('group-events-none'), events, choice);
    const marks = events.filter(e => !e.run);
    const news = `${group}/${data.version}/${marks.map(e => e.id + e.state)}`;
    if (news === drawn) return;
    drawn = news;
    drawPairs(data);
    drawOverlay(data, entries);
    const charts = apartCharts(data, marks);
    drawApart(charts, Infinity);
    show(byId('apart-none'), charts.length === 0);
  }

  return {draw, hears: d => data.hears(d)};
}

function drawHead(group, entries, data) {
  say(byId('group-title'), `Group ${group}`);
  const arms = new Set(entries.map(e => e.record.arm));
  say(byId('group-sub'), `${whole(entries.length)} runs in ${whole(arms.size)} ${arms.size === 1 ? 'arm' : 'arms'}; runs of one arm are replicas of one configuration`);
  drawPick(byId('group-observable'), data.observables, data.observable);
  drawPick(byId('group-preset'), data.presets, data.preset);
  const rows = pool(byId('verdicts'), data.pairs.length, () => {
    const row = html('p', 'verdict');
    row.append(html('strong'), html('span'));
    return row;
  });
  data.pairs.forEach((pair, i) => {
    set(rows[i], {class: `verdict ${pair.verdict}`});
    say(rows[i].firstChild, pair.verdict);
    say(rows[i].lastChild, pair.sentence);
  });
  say(byId('group-meaning'), data.meaning);
  show(byId('group-trouble'), Boolean(data.trouble));
  say(byId('group-trouble'), data.trouble ?? '');
}
