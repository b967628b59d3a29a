import { useEffect } from 'react';
import { text } from '@/text';

/** Names the tab, the history entry and what a screen reader says on arrival. */
export function usePageTitle(name: string): void {
  useEffect(() => {
    document.title = name === '' ? text.product : `${name} · ${text.product}`;
  }, [name]);
}
