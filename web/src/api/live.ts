import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { keys } from './keys';

/**
 * News from the server. While the event stream is open, stale answers are
 * fetched again the moment something changed; without it the storage pages ask
 * every few seconds instead (`usePolling`).
 */
type Link = 'connecting' | 'live' | 'lost';

const staleAfter: Readonly<Record<string, readonly (readonly string[])[]>> = {
  nodes: [keys.targets],
  health: [keys.health],
  usage: [keys.usage],
  files: [keys.files],
};

/** A busy upload changes things hundreds of times a second; the screen need not. */
const quietMs = 2_000;
const pollMs = 5_000;

let link: Link = 'connecting';
const listeners = new Set<() => void>();

function setLink(next: Link): void {
  if (link === next) return;
  link = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLink(): Link {
  return useSyncExternalStore(subscribe, () => link);
}

/** The refetch interval for pages that must stay fresh: none while news arrive by themselves. */
export function usePolling(): number | false {
  return useLink() === 'live' ? false : pollMs;
}

/** Opens the stream; the returned function closes it. */
export function followEvents(client: QueryClient): () => void {
  const source = new EventSource('/api/events');
  const pending = new Map<string, ReturnType<typeof setTimeout>>();

  const heard = (event: string) => {
    if (pending.has(event)) return;
    const timer = setTimeout(() => {
      pending.delete(event);
      for (const queryKey of staleAfter[event] ?? []) void client.invalidateQueries({ queryKey });
    }, quietMs);
    pending.set(event, timer);
  };

  source.addEventListener('open', () => setLink('live'));
  source.addEventListener('error', () => setLink('lost'));
  for (const event of Object.keys(staleAfter)) source.addEventListener(event, () => heard(event));

  return () => {
    source.close();
    for (const timer of pending.values()) clearTimeout(timer);
    setLink('connecting');
  };
}
