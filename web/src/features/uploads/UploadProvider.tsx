import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { keys } from '@/api/keys';
import { userQuery } from '@/api/queries';
import { type BrowserEngine, browserEngine } from './browser_engine';
import { EngineContext } from './context';
import { isUnfinished } from './model/upload';
import { throttle } from './throttle';

const REFRESH_EVERY_MS = 1_000;

/**
 * Keeps uploads alive while the person walks through the app. Sits above the
 * router; a change of account gets an engine of its own.
 */
export function UploadProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const { data: user } = useQuery({ ...userQuery, enabled: false });
  const owner = user?.id ?? null;

  const running = useMemo(() => {
    const refresh = throttle(() => {
      void queryClient.invalidateQueries({ queryKey: keys.files });
      void queryClient.invalidateQueries({ queryKey: keys.usage });
      void queryClient.invalidateQueries({ queryKey: keys.user });
    }, REFRESH_EVERY_MS);
    return browserEngine(owner ?? 'nobody', refresh);
  }, [owner, queryClient]);

  useLifeOf(running, owner !== null);

  return <EngineContext value={running.engine}>{children}</EngineContext>;
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
