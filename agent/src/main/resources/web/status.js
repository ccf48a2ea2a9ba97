// Whether what is shown is live, and what is wrong when it is not.
import {byId, say, set, show} from './dom.js';
import {clock} from './format.js';

const WORDS = {connecting: 'connecting', live: 'live', away: 'reconnecting…'};
let heard = null;

/** What is shown is true as of now. */
export const hear = () => { heard = Date.now(); };

/** connecting, live or away; why: what to say about it, in addition. */
export function drawStatus(state, why = '') {
  set(byId('link'), {'data-link': state});
  say(byId('link').querySelector('[data-text]'), WORDS[state]);
  say(byId('trouble'), state === 'away' ? away(why) : '');
  show(byId('trouble'), state === 'away');
}

function away(why) {
  const what = why ? `Koopwatch cannot be read (${why}).` : 'Koopwatch does not answer.';
  const shown = heard ? ` What you see is as of ${clock(heard)}.` : '';
  return `${what}${shown} The page keeps trying and catches up by itself.`;
}
