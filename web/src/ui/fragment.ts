import { useEffect, useState, useSyncExternalStore } from 'react';

/** What an address may carry after its `#`, which no server and no log ever sees. */
export interface Fragment {
  /** A try at signing in that began elsewhere. */
  attempt?: string | undefined;
  problem?: string | undefined;
  /** A path of this site. */
  next?: string | undefined;
}

/** Reads the fragment once and takes it out of the address, so that it does not stay in the history. */
export function useFragment(): Fragment {
  const [fragment] = useState(() => readFragment(window.location.hash));
  useEffect(() => {
    const { hash, pathname, search } = window.location;
    if (hash !== '') window.history.replaceState(window.history.state, '', pathname + search);
  }, []);
  return fragment;
}

export function readFragment(hash: string): Fragment {
  const members = new URLSearchParams(hash.replace(/^#/, ''));
  const next = members.get('next') ?? undefined;
  return {
    attempt: members.get('attempt') ?? undefined,
    problem: members.get('problem') ?? undefined,
    next: next !== undefined && /^\/(?![/\\])/.test(next) ? next : undefined,
  };
}

/** The secret in a link from a letter: everything after the `#`, also when the page was open already. */
export function useSecret(): string {
  return useSyncExternalStore(followHash, () => window.location.hash.slice(1));
}

function followHash(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
