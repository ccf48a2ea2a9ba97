// What the reader has to say about an event: a Mark in the log of its run, or of one of its group's runs.
import * as api from './api.js';
import {html, say, set, show} from './dom.js';

/** Prepares the buttons in a parent; returns draw(event). */
export function answers(parent) {
  const form = html('form', 'answers');
  const note = set(html('input'), {type: 'text', maxlength: 200, placeholder: 'A word about it (optional)', 'aria-label': 'A word about it, optional', autocomplete: 'off'});
  const acknowledge = set(html('button', '', 'Acknowledge'), {type: 'submit'});
  const expected = set(html('button', '', 'This was expected'), {type: 'button'});
  const result = set(html('p', 'quiet'), {role: 'status'});
  form.append(note, acknowledge, expected, result);
  parent.append(form);
  let event = null;

  async function send(text) {
    const {id, step} = event;
    [acknowledge, expected].forEach(b => { b.disabled = true; });
    say(result, 'Writing…');
    try {
      await api.answer(event, {step, text, alert_id: id});
      if (event.id === id) say(result, 'Written to the log. The event follows as soon as it has been read there.');
      note.value = '';
    } catch (e) {
      if (event.id === id) say(result, `Not written (${e.message}).`);
    }
    [acknowledge, expected].forEach(b => { b.disabled = false; });
  }

  const said = () => note.value.trim();
  form.addEventListener('submit', e => { e.preventDefault(); send(said() || 'seen'); });
  expected.addEventListener('click', () => send(said() ? `expected: ${said()}` : 'expected'));

  return e => {
    if (e.id !== event?.id) [note.value, result.textContent] = ['', ''];
    event = e;
    show(acknowledge, !e.acknowledged);
    show(expected, !e.expected);
    show(note, !e.acknowledged || !e.expected);
  };
}
