/** Where somebody worked last on this device, so that they arrive there again. */
const key = 'lyceum.place';
const personal = 'personal';

export function rememberPlace(institute: string | null): void {
  try {
    localStorage.setItem(key, institute ?? personal);
  } catch {
    // A browser that keeps nothing only forgets where one was.
  }
}

/**
 * Which of these institutes somebody worked in last; null is their own things.
 * Who has never chosen arrives in their first institute.
 */
export function rememberedPlace<Place extends { id: string }>(
  mine: readonly Place[],
): Place | null {
  const word = remembered();
  if (word === personal) return null;
  return mine.find(({ id }) => id === word) ?? mine[0] ?? null;
}

function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
