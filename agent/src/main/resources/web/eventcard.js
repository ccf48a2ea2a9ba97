// One alert or note with what it rests on, and what the reader has to say about it.
import {hash} from './choice.js';
import {html, say, set, show} from './dom.js';
import {badgeText, details, stateText} from './events.js';
import {evidenceView} from './evidence.js';
import {whole, words} from './format.js';
import {answers} from './marks.js';
import {runbook} from './runbook.js';

/** Prepares the card in a parent; returns draw(event or undefined, choice). */
export function eventCard(parent) {
  const card = set(html('section', 'card event-card'), {tabindex: -1});
  const bar = html('div', 'bar');
  const [badge, title, step, state, close] = [html('span', 'badge'), html('h3'), html('span', 'event-step'), html('span', 'event-state'), html('a', 'close', 'Close')];
  bar.append(badge, title, step, state, close);
  const [message, facts] = [html('p', 'event-message'), html('p', 'quiet')];
  const proof = html('div');
  const drawEvidence = evidenceView(proof);
  card.append(bar, message, facts);
  const drawRunbook = runbook(card);
  const drawAnswers = answers(card);
  card.append(proof);
  parent.append(card);
  show(card, false);
  let shown = null;

  return (e, choice) => {
    show(card, Boolean(e));
    if (!e) return void (shown = null);
    set(card, {'aria-label': `${badgeText(e)}: ${words(e.kind)} at step ${whole(e.step)}`, 'data-event': e.id});
    set(badge, {class: `badge ${e.severity}`});
    say(badge, badgeText(e));
    say(title, words(e.kind));
    say(step, `step ${whole(e.step)}`);
    say(state, stateText(e));
    set(close, {href: hash({...choice, event: null})});
    say(message, e.message);
    say(facts, details(e).join(' · '));
    drawRunbook(e.kind);
    drawAnswers(e);
    drawEvidence(e);
    if (shown !== e.id) {
      shown = e.id;
      card.focus({preventScroll: true});
      card.scrollIntoView({block: 'nearest'});
    }
  };
}
