// What to do about a kind of alert: its runbook, served beside the page, from a little Markdown into elements.
import {html, show} from './dom.js';

/** Prepares a fold in a parent; returns draw(kind of the event). */
export function runbook(parent) {
  const fold = html('details', 'runbook');
  const body = html('div');
  fold.append(html('summary', '', 'What to do'), body);
  parent.append(fold);
  let shown = null;

  return async kind => {
    if (kind === shown) return;
    shown = kind;
    show(fold, false);
    const text = await fetchText(kind);
    if (kind !== shown || text === null) return;
    body.replaceChildren(...blocks(text));
    show(fold, true);
  };
}

async function fetchText(kind) {
  if (!/^[A-Za-z]+$/.test(kind)) return null;
  const response = await fetch(`runbooks/${kind}.md`).catch(() => null);
  return response?.ok ? response.text() : null;
}

/** Headings, lists, code and paragraphs; everything else stays as it is written. */
export function blocks(markdown) {
  const nodes = [];
  const parts = markdown.replace(/\r/g, '').split(/^```.*$/m);
  parts.forEach((part, i) => {
    if (i % 2 === 1) nodes.push(code(part.trim()));
    else for (const block of part.split(/\n\s*\n/)) if (block.trim()) nodes.push(...fromBlock(block.trim()));
  });
  return nodes;
}

function code(text) {
  const pre = html('pre');
  pre.append(html('code', '', text));
  return pre;
}

function fromBlock(block) {
  const heading = /^#+\s+(.*)$/m.exec(block.split('\n')[0]);
  if (heading) {
    const rest = block.split('\n').slice(1).join('\n').trim();
    return [inline(html('h4'), heading[1]), ...(rest ? fromBlock(rest) : [])];
  }
  if (!/^([-*]|\d+\.)\s/.test(block)) return [inline(html('p'), block.replace(/\n/g, ' '))];
  const list = html(/^\d/.test(block) ? 'ol' : 'ul');
  const items = block.split(/^(?:[-*]|\d+\.)\s+/m).filter(Boolean);
  list.append(...items.map(item => inline(html('li'), item.replace(/\s*\n\s*/g, ' '))));
  return [list];
}

/** Code and emphasis; a link is shown by its words. */
function inline(node, text) {
  for (const piece of text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').split(/(`[^`]*`|\*\*[^*]*\*\*)/)) {
    if (piece.startsWith('`')) node.append(html('code', '', piece.slice(1, -1)));
    else if (piece.startsWith('**')) node.append(html('strong', '', piece.slice(2, -2)));
    else node.append(piece);
  }
  return node;
}
