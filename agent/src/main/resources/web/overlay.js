// The newest spectra of a group in one plane, a colour for each arm.
import {byId, html, pool, say, set} from './dom.js';
import {hue, whole} from './format.js';
import {plane} from './plane.js';
import {saveMenu} from './save.js';

/** Prepares the picture; returns draw(data of the group, its runs' entries). */
export function overlay() {
  const root = byId('overlay');
  const paint = plane(root);
  let shown = [];
  byId('overlay-save').append(saveMenu(root, 'spectra-of-the-group', () => [['run', 'arm', 're', 'im'],
    ...shown.flatMap(({w, arm}) => w.eigenvalues.map(z => [w.run, arm, ...z]))], root.parentElement));

  return (data, entries) => {
    const arms = [...new Set(entries.map(e => e.record.arm))].sort();
    shown = entries.map(e => ({w: data.spectra.get(e.record.run), arm: e.record.arm})).filter(({w}) => w && !w.degenerate);
    paint([{eigenvalues: shown.flatMap(({w}) => w.eigenvalues), modes: shown.flatMap(({w, arm}) => w.eigenvalues.map(() => arms.indexOf(arm)))}], 'disc');
    nameDots(root, shown);
    const steps = shown.map(({w}) => w.last_step);
    say(byId('overlay-caption'), shown.length === 0 ? 'No run has a full window yet.'
      : `the newest window of ${whole(shown.length)} of ${whole(entries.length)} runs, ending at ${stepsText(Math.min(...steps), Math.max(...steps))}`);
    const items = pool(byId('overlay-legend'), arms.length, () => {
      const item = html('li');
      item.append(html('span'), html('span'));
      return item;
    });
    arms.forEach((arm, i) => {
      set(items[i].firstChild, {class: `swatch ${hue(i)}`});
      say(items[i].lastChild, arm);
    });
  };
}

const stepsText = (first, last) => first === last ? `step ${whole(first)}` : `steps ${whole(first)} to ${whole(last)}`;

/** Pointing at an eigenvalue tells whose it is. */
function nameDots(root, shown) {
  const owners = shown.flatMap(({w}) => w.eigenvalues.filter(z => z.every(Number.isFinite)).map(() => w.run));
  root.querySelectorAll('.now circle title').forEach((title, i) => say(title, title.textContent.replace(/^mode \d+/, owners[i] ?? '').replace(/, residual.*/, '')));
}
