// Pictures and tables as files: an SVG that carries its own style, a PNG of twice its size, CSV.
import {html, set, svg} from './dom.js';

const STYLE = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'stroke-linecap',
  'opacity', 'font-family', 'font-size', 'font-weight', 'paint-order'];

/** Buttons that save a picture under a name. */
export function saveButtons(root, name) {
  const bar = html('span', 'save');
  bar.append(button('SVG', `Save ${name} as SVG`, () => download(`${name}.svg`, 'image/svg+xml', alone(root))),
    button('PNG', `Save ${name} as PNG`, () => savePng(root, name)));
  return bar;
}

/** A button that saves rows of cells, the first row being names. */
export function csvButton(name, rows) {
  return button('CSV', `Save ${name} as CSV`, () => download(`${name}.csv`, 'text/csv', csv(rows())));
}

/** RFC 4180. */
export const csv = rows => rows.map(row => row.map(quoted).join(',') + '\r\n').join('');

function quoted(cell) {
  const text = String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function button(text, label, action) {
  const node = set(html('button', '', text), {type: 'button', 'aria-label': label, title: label});
  node.addEventListener('click', action);
  return node;
}

function download(name, type, content) {
  const link = html('a');
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], {type}));
  link.download = name.replace(/[^\w.-]+/g, '-');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The text of an SVG that looks the same without this page. */
export function alone(root) {
  const {width, height} = root.getBoundingClientRect();
  const copy = root.cloneNode(true);
  const from = root.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((node, i) => {
    const style = getComputedStyle(from[i]);
    node.setAttribute('style', STYLE.map(name => `${name}:${style.getPropertyValue(name)}`).join(';'));
  });
  const card = getComputedStyle(document.documentElement).getPropertyValue('--card').trim();
  copy.prepend(svg('rect', {width: '100%', height: '100%', style: `fill:${card}`}));
  set(copy, {xmlns: 'http://www.w3.org/2000/svg', width: Math.round(width), height: Math.round(height)});
  return new XMLSerializer().serializeToString(copy);
}

/** A canvas of twice the picture's size. */
export async function painted(root) {
  const image = new Image();
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(alone(root));
  await image.decode();
  const canvas = html('canvas');
  canvas.width = 2 * image.naturalWidth;
  canvas.height = 2 * image.naturalHeight;
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function savePng(root, name) {
  (await painted(root)).toBlob(blob => download(`${name}.png`, 'image/png', blob));
}
