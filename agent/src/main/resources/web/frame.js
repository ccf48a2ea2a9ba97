// Drawing is batched: whatever arrived since the last frame is drawn once, at most ten times a second.
const GAP_MS = 100;

/** Returns invalidate(part): draw(parts) is called once, soon, with all the parts named until then. */
export function frames(draw) {
  const parts = new Set();
  let waiting = false;
  let last = -GAP_MS;

  function flush() {
    waiting = false;
    last = performance.now();
    const now = new Set(parts);
    parts.clear();
    draw(now);
  }

  return part => {
    parts.add(part);
    if (waiting) return;
    waiting = true;
    const rest = Math.max(0, GAP_MS - (performance.now() - last));
    setTimeout(() => document.hidden ? flush() : requestAnimationFrame(flush), rest);
  };
}
