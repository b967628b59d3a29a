import { useEffect } from 'react';

/** Things that need the arrow keys for themselves, or scroll sideways. */
const OWNERS = 'input, textarea, select, video, audio, [contenteditable]';

/** Left and right arrow as "previous" and "next", unless what has the focus uses them. */
export function useArrowKeys(onPrevious?: () => void, onNext?: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      const target = event.target;
      if (target instanceof Element && (target.matches(OWNERS) || scrollsSideways(target))) return;
      if (event.key === 'ArrowLeft') onPrevious?.();
      if (event.key === 'ArrowRight') onNext?.();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onPrevious, onNext]);
}

function scrollsSideways(element: Element): boolean {
  return element.scrollWidth > element.clientWidth && element.matches('[tabindex="0"]');
}
