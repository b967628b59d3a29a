import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { keys } from '@/api/keys';
import { userQuery } from '@/api/queries';
import { type BrowserEngine, browserEngine, type News } from './browser_engine';
import { EngineContext } from './context';
import { isUnfinished } from './model/upload';
import { throttle } from './throttle';

const REFRESH_EVERY_MS = 1_000;

/**
 * Keeps uploads alive while the person walks through the app. Sits above the
 * router. Somebody else signing in gets an engine of their own; a session that
 * merely ended goes on when the same person is back.
 */
export function UploadProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const { data: user } = useQuery({ ...userQuery, enabled: false });
  const present = user?.id ?? null;
  const [owner, setOwner] = useState(present);
  if (present !== null && present !== owner) setOwner(present);

  const running = useMemo(
    () => browserEngine(owner ?? 'nobody', newsFor(queryClient)),
    [owner, queryClient],
  );
  useLifeOf(running, owner !== null);
  useEffect(() => {
    if (present !== null) running.engine.release();
  }, [present, running]);

  return <EngineContext value={running.engine}>{children}</EngineContext>;
}

function newsFor(queryClient: QueryClient): News {
  const refresh = (key: readonly string[]) => void queryClient.invalidateQueries({ queryKey: key });
  return {
    onStored: throttle(() => {
      for (const key of [keys.files, keys.usage, keys.user]) refresh(key);
    }, REFRESH_EVERY_MS),
    onSignedOut: () => refresh(keys.user),
  };
}

/** Ties an engine to the page: what was unfinished comes back, the network is watched, leaving asks. */
function useLifeOf({ engine, dispose }: BrowserEngine, hasOwner: boolean): void {
  useEffect(() => {
    if (hasOwner) void engine.restore();
    const back = () => engine.release();
    const leaving = (event: BeforeUnloadEvent) => {
      if (hasWorkToLose(engine)) event.preventDefault();
    };
    window.addEventListener('online', back);
    window.addEventListener('beforeunload', leaving);
    return () => {
      window.removeEventListener('online', back);
      window.removeEventListener('beforeunload', leaving);
      dispose();
    };
  }, [engine, dispose, hasOwner]);
}

/** Restored uploads without their file lose nothing when the page closes. */
function hasWorkToLose({ store }: BrowserEngine['engine']): boolean {
  for (const upload of store.all()) {
    if (isUnfinished(upload) && upload.state.is !== 'needs-file') return true;
  }
  return false;
}
