// Many requests, a few at a time.
const AT_ONCE = 4;

/** Returns fill(items, load): load(item) for each, in order; a new call abandons what is left of the one before. Failures are left out. */
export function backfiller() {
  let turn = 0;
  return async (items, load) => {
    const mine = ++turn;
    const left = [...items];
    const worker = async () => {
      while (left.length > 0 && mine === turn) {
        await load(left.shift()).catch(() => null);
      }
    };
    await Promise.all(Array.from({length: AT_ONCE}, worker));
  };
}
