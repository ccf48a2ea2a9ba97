// The recent past of every run in the table, a few requests at a time.
const AT_ONCE = 4;
let turn = 0;

/** Calls load(item) for each, in order; a new call abandons what is left of the one before. Failures are left out. */
export async function backfill(items, load) {
  const mine = ++turn;
  const left = [...items];
  const worker = async () => {
    while (left.length > 0 && mine === turn) {
      await load(left.shift()).catch(() => null);
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, worker));
}
