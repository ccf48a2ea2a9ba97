// Light, dark, or as the system has it: kept in this browser, and only there.
import {byId, say, set} from './dom.js';

const NEXT = {auto: 'dark', dark: 'light', light: 'auto'};
const KEY = 'koopwatch.theme';

function stored() {
  try {
    return localStorage.getItem(KEY) in NEXT ? localStorage.getItem(KEY) : 'auto';
  } catch {
    return 'auto'; // a browser that keeps nothing
  }
}

/** Applies the reader's choice and lets the button change it. */
export function theme(button = byId('theme')) {
  let now = stored();
  const apply = () => {
    document.documentElement.dataset.theme = now;
    say(button, `Colours: ${now}`);
    set(button, {'aria-label': `Colours: ${now}. Change to ${NEXT[now]}.`});
  };
  button.addEventListener('click', () => {
    now = NEXT[now];
    try { localStorage.setItem(KEY, now); } catch { /* then it holds until the page is left */ }
    apply();
  });
  apply();
}
