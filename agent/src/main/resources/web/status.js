// Whether what is shown is live, and what is wrong when it is not.
import {byId, say, set, show} from './dom.js';
import {clock} from './format.js';

const WORDS = {connecting: 'connecting', live: 'live', away: 'reconnecting…'};

/** What is known of the way to the service: null until it was tried. */
export const link = {streaming: null, readable: null, why: '', heard: null};

/** The API answered. */
export const readable = () => Object.assign(link, {readable: true, why: ''});

/** It did not; why: in words. */
export const unreadable = why => Object.assign(link, {readable: false, why});

export const streaming = () => { link.streaming = true; };

/** The stream is lost: what is shown is true as of the moment at which it was. */
export function lost() {
  if (link.streaming) link.heard = Date.now();
  link.streaming = false;
}

/** Writes the light at the top, and what is wrong. */
export function drawStatus() {
  const isAway = link.streaming === false || link.readable === false;
  const state = link.streaming && link.readable ? 'live' : isAway ? 'away' : 'connecting';
  set(byId('link'), {'data-link': state});
  say(byId('link').querySelector('[data-text]'), WORDS[state]);
  say(byId('trouble'), isAway ? away() : '');
  show(byId('trouble'), isAway);
}

function away() {
  const what = link.why ? `Koopwatch cannot be read (${link.why}).` : 'Koopwatch does not answer.';
  const shown = link.heard ? ` What you see is as of ${clock(link.heard)}.` : '';
  return `${what}${shown} The page keeps trying and catches up by itself.`;
}
