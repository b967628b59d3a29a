/** Runs `work` at once, and then at most every `ms` while it keeps being asked for. */
export function throttle(work: () => void, ms: number): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let again = false;
  const ring = () => {
    timer = null;
    if (again) run();
  };
  const run = () => {
    again = false;
    timer = setTimeout(ring, ms);
    work();
  };
  return () => {
    if (timer === null) run();
    else again = true;
  };
}
