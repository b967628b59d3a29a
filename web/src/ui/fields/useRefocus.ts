import { type RefObject, useEffect, useEffectEvent, useRef } from 'react';

/**
 * A field that has the focus from the start, and again after each new error,
 * when `onError` may clear what was wrong in it.
 */
export function useRefocus<Field extends HTMLElement>(
  error: Error | null,
  onError: () => void = () => undefined,
): RefObject<Field | null> {
  const field = useRef<Field>(null);
  const forget = useEffectEvent(onError);
  useEffect(() => {
    if (error !== null) forget();
    field.current?.focus();
  }, [error]);
  return field;
}
