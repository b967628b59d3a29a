import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/**
 * A link that led to another page often disappears with the old one, and the
 * focus with it. Then it goes to the content, where a screen reader reads on.
 */
export function useFocusAfterNavigation(): void {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    const frame = requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      document.getElementById('content')?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [path]);
}
