// Pictures and tables as files: an SVG that carries its own style, a PNG of twice its size, CSV; every picture as a table.
import {html, set, svg} from './dom.js';

const STYLE = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'stroke-linecap',
  'opacity', 'font-family', 'font-size', 'font-weight', 'paint-order'];
const MOST_TABLE_ROWS = 1000;

/**
 * A menu that saves a picture under a name.
 * @param rows what the picture shows, as rows of cells, the first row being names; without it there is no table
 * @param place where the table is put
 */
export function saveMenu(root, name, rows, place) {
  const menu = html('details', 'save');
  const summary = set(html('summary', '', 'Save'), {title: `Save ${name}`});
  summary.append(html('span', 'hide', ` ${name}`));
  const list = html('span', 'save-list');
  list.append(button('SVG', `Save ${name} as SVG`, () => download(`${name}.svg`, 'image/svg+xml', alone(root))),
    button('PNG', `Save ${name} as PNG`, () => savePng(root, name)));
  if (rows) list.append(csvButton(name, rows), button('Table', `Show ${name} as a table`, () => toggleTable(place, name, rows)));
  menu.append(summary, list);
  list.addEventListener('click', () => { menu.open = false; });
  menu.addEventListener('keydown', e => { if (e.key === 'Escape') { menu.open = false; summary.focus(); } });
  return menu;
}

/** A button that saves rows of cells, the first row being names. */
export function csvButton(name, rows) {
  return button('CSV', `Save ${name} as CSV`, () => download(`${name}.csv`, 'text/csv', csv(rows())));
}

/** RFC 4180. */
export const csv = rows => rows.map(row => row.map(quoted).join(',') + '\r\n').join('');

/** A cell that a spreadsheet would run as a formula is made text. */
function quoted(cell) {
  const text = typeof cell === 'string' && /^[=+\-@\t]/.test(cell) ? `'${cell}` : String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function button(text, label, action) {
  const node = set(html('button', '', text), {type: 'button', 'aria-label': label, title: label});
  node.addEventListener('click', action);
  return node;
}

/** The table stands below its picture until it is asked for again. */
function toggleTable(place, name, rows) {
  const old = place.querySelector(':scope > .as-table');
  if (old) return void old.remove();
  const [heads, ...body] = rows();
  const table = html('table');
  table.append(html('caption', 'hide', name), html('thead'), html('tbody'));
  table.tHead.append(tableRow('th', heads));
  table.tBodies[0].append(...body.slice(0, MOST_TABLE_ROWS).map(row => tableRow('td', row)));
  const scroll = set(html('div', 'scroll as-table'), {tabindex: 0, role: 'region', 'aria-label': `${name} as a table`});
  scroll.append(table);
  if (body.length > MOST_TABLE_ROWS) scroll.append(html('p', 'quiet', `The first ${MOST_TABLE_ROWS} of ${body.length} rows; all are in the CSV file.`));
  place.append(scroll);
  scroll.focus();
}

function tableRow(tag, cells) {
  const row = html('tr');
  row.append(...cells.map(cell => tag === 'th' ? set(html(tag, 'num', String(cell)), {scope: 'col'}) : html(tag, 'num', String(cell ?? '–'))));
  return row;
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
    STYLE.forEach(name => node.setAttribute(name, style.getPropertyValue(name)));
  });
  copy.prepend(svg('rect', {width: '100%', height: '100%', fill: getComputedStyle(root.closest('.card') ?? document.body).backgroundColor}));
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
