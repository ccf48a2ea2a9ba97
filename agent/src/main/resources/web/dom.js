// Elements without markup: everything that comes from outside is set as text, never parsed.
const SVG = 'http://www.w3.org/2000/svg';

/** The element with that id. */
export const byId = id => document.getElementById(id);

/** A new HTML element with a class and text. */
export function html(tag, className = '', text = '') {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

/** A new SVG element with attributes. */
export function svg(tag, attributes = {}) {
  return set(document.createElementNS(SVG, tag), attributes);
}

/** Sets attributes, leaving alone those that already have the value; returns the node. */
export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
  return node;
}

/** Sets the text of a node if it differs: an unchanged node costs no layout. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Shows or hides a node. */
export function show(node, visible) {
  if (node.hidden === visible) node.hidden = !visible;
}

/** Makes parent have exactly count children, keeping those that exist; returns them. */
export function pool(parent, count, make) {
  while (parent.childElementCount > count) parent.lastElementChild.remove();
  while (parent.childElementCount < count) parent.append(make());
  return parent.children;
}
