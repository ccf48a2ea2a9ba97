// New alerts are read out; notes and later versions are not.
import {byId, say} from './dom.js';
import {whole, words} from './format.js';
import {eventOf} from './state.js';

/** To be called before the state takes the event. */
export function announce(e) {
  if (eventOf(e.id) || e.severity === 'info' || e.state === 'resolved') return;
  say(byId('announce'), `${e.severity}: ${words(e.kind)} in ${e.run ?? e.group} at step ${whole(e.step)}. ${e.message}`);
}
