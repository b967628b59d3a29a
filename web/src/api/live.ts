import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { keys } from './keys';

/**
 * News from the server. While the event stream is open, stale answers are
 * fetched again the moment something changed; without it the storage pages ask
 * every few seconds instead (`usePolling`).
 *
 * `lost`: the network went away and the browser is trying again by itself.
 * `refused`: somebody answered, but not with a stream; we try again now and then.
 */
export type Link = 'connecting' | 'live' | 'lost' | 'refused';

const staleAfter: Readonly<Record<string, readonly (readonly string[])[]>> = {
  nodes: [keys.targets],
  health: [keys.health],
  usage: [keys.usage],
  files: [keys.files],
  sessions: [keys.sessions],
};

/** A busy upload changes things hundreds of times a second; the screen need not. */
const quietMs = 2_000;
const pollMs = 5_000;
const againMs = 30_000;

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
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  const pending = new Map<string, ReturnType<typeof setTimeout>>();

  const heard = (event: string) => {
    if (pending.has(event)) return;
    const timer = setTimeout(() => {
      pending.delete(event);
      for (const queryKey of staleAfter[event] ?? []) void client.invalidateQueries({ queryKey });
    }, quietMs);
    pending.set(event, timer);
  };

  // Not in a moment: whoever was signed out must not read on.
  const askWhoIsThere = () => void client.refetchQueries({ queryKey: keys.user });

  const open = () => {
    const stream = new EventSource('/api/events');
    source = stream;
    stream.addEventListener('open', () => {
      // Whatever happened while nobody listened was missed.
      if (link === 'lost') for (const event of Object.keys(staleAfter)) heard(event);
      setLink('live');
    });
    stream.addEventListener('error', () => {
      const gaveUp = stream.readyState === EventSource.CLOSED;
      setLink(gaveUp ? 'refused' : 'lost');
      if (!gaveUp) return;
      again = setTimeout(open, againMs);
      askWhoIsThere();
    });
    stream.addEventListener('session_ended', askWhoIsThere);
    for (const event of Object.keys(staleAfter)) {
      stream.addEventListener(event, () => heard(event));
    }
  };
  open();

  return () => {
    source?.close();
    clearTimeout(again);
    for (const timer of pending.values()) clearTimeout(timer);
    setLink('connecting');
  };
}
