/** What came of doing one thing to many. */
export interface Outcome<Item> {
  done: Item[];
  failed: { item: Item; error: unknown }[];
}

/**
 * Does `act` to every item, a few at a time, and never stops at the first
 * failure: each item stands for itself.
 */
export async function doToMany<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
  atOnce = 4,
): Promise<Outcome<Item>> {
  const outcome: Outcome<Item> = { done: [], failed: [] };
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await act(item);
        outcome.done.push(item);
      } catch (error) {
        outcome.failed.push({ item, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return outcome;
}
