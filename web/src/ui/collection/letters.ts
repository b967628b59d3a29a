import { useSyncExternalStore } from 'react';

/**
 * Shortcuts of one plain letter can be switched off (WCAG 2.1.4): people who
 * speak to their computer would trigger them by accident. Kept on this device.
 */
const storageKey = 'lyceum-single-letters';
const listeners = new Set<() => void>();

export function singleLettersEnabled(): boolean {
  return localStorage.getItem(storageKey) !== 'off';
}

export function setSingleLetters(enabled: boolean): void {
  localStorage.setItem(storageKey, enabled ? 'on' : 'off');
  for (const listener of listeners) listener();
}

export function useSingleLetters(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, singleLettersEnabled);
}
