import { useCallback, useEffect, useState } from 'react';

/** Whole seconds until a moment, counted down; `start` begins anew. */
export function useCountdown(seconds: number): [left: number, start: (seconds: number) => void] {
  const [until, setUntil] = useState(() => Date.now() + seconds * 1000);
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  const running = left > 0;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [running]);
  const start = useCallback((from: number) => {
    setNow(Date.now());
    setUntil(Date.now() + from * 1000);
  }, []);
  return [left, start];
}
