import { useEffect, useEffectEvent } from 'react';
import { singleLettersEnabled } from './letters';

/** Any key pressed while a person is not typing and no dialog or menu is open. */
export function usePageKeys(handle: (event: KeyboardEvent) => boolean): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return;
    if (isInsideOverlay(event.target) || overlayIsOpen()) return;
    if (isPlainCharacter(event) && !singleLettersEnabled()) return;
    if (handle(event)) event.preventDefault();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** Ctrl on most machines, Command on a Mac. */
export function withCommand(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey;
}

export function withoutModifiers(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey;
}

/** A key that a button or link under the focus wants for itself. */
export function belongsToControl(event: KeyboardEvent): boolean {
  const element = event.target;
  return (
    element instanceof HTMLElement &&
    (event.key === 'Enter' || event.key === ' ') &&
    element.closest('button, a, summary, [role="tab"], [role="menuitem"]') !== null
  );
}

// Space moves through pages and lists everywhere, so it is not a "letter".
function isPlainCharacter(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== ' ' && withoutModifiers(event);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function isInsideOverlay(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role="dialog"], [role="menu"]') !== null;
}

function overlayIsOpen(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"], [role="menu"]') !== null;
}
