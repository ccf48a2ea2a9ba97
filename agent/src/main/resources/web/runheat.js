// The distances between the windows of the chosen run; asked for again now and then while the run goes on.
import * as api from './api.js';
import {byId, show} from './dom.js';
import {focus} from './focus.js';
import {whole} from './format.js';
import {heat} from './heat.js';

const PAUSE_MS = 10_000;

/** Prepares the square; returns draw(the shown window). */
export function runHeat(pick) {
  let shownTurn = -1;
  let asked = -Infinity;
  let newest = null;
  let steps = [];
  let paint = null;

  async function load(turn) {
    const {run, observable, preset, incarnation} = focus;
    const found = await api.windowDistances(run, {observable, preset, incarnation}).catch(() => null);
    if (!found || turn !== focus.turn) return;
    steps = found.steps;
    const label = i => whole(steps[i][1]);
    const rest = found.of > steps.length ? ` ${steps.length} of ${whole(found.of)} are shown, evenly spaced.` : '';
    const fresh = {w1: found.w1, label, title: `log₁₀ W1 of each pair of windows.${rest}`};
    if (paint) paint(-1, fresh);
    else paint = heat(byId('heat'), {...fresh, name: 'window-distances', help: 'Windows are named by their last step.', onPick: i => pick(steps[i][1])});
    show(byId('heat-card'), steps.length > 1);
    mark(focus.windows.at(-1));
  }

  const mark = w => paint?.(w ? steps.findIndex(([first, last]) => w.last_step >= first && w.last_step <= last) : -1);

  return w => {
    if (focus.turn !== shownTurn) {
      [shownTurn, asked, newest, steps] = [focus.turn, -Infinity, null, []];
      show(byId('heat-card'), false);
    }
    const last = focus.windows.at(-1)?.last_step;
    if (last !== undefined && last !== newest && performance.now() - asked > PAUSE_MS) {
      [asked, newest] = [performance.now(), last];
      load(focus.turn);
    }
    if (steps.length > 1) mark(w);
  };
}
