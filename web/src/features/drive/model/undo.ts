/** Ways back from the last moves and deletions, newest last. */
type Undo = () => Promise<void>;

const longest = 20;
const steps: Undo[] = [];

export function remember(undo: Undo): void {
  steps.push(undo);
  if (steps.length > longest) steps.shift();
}

export function forget(undo: Undo): void {
  const place = steps.indexOf(undo);
  if (place >= 0) steps.splice(place, 1);
}

/** Takes the newest way back off the pile. */
export function takeUndo(): Undo | undefined {
  return steps.pop();
}
