import type { AuditFilter } from '../api';

/** What the address of the viewer holds; days as `2026-11-20`, in the reader's own time zone. */
export interface AuditPlace {
  action?: string | undefined;
  actor?: string | undefined;
  /** The name that belongs to `actor`, so that the filter can say whom it means. */
  who?: string | undefined;
  object?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
}

/** Reads the query part of an address; anything unknown is left out. */
export function auditPlace(raw: Record<string, unknown>): AuditPlace {
  return {
    action: word(raw.action, /^[a-z_.]{1,80}$/),
    actor: word(raw.actor, /^\w{1,80}$/),
    who: word(raw.who, /^.{1,200}$/),
    object: word(raw.object, /^\w{1,80}$/),
    from: word(raw.from, /^\d{4}-\d\d-\d\d$/),
    until: word(raw.until, /^\d{4}-\d\d-\d\d$/),
  };
}

/** The filter as the server takes it: whole days become moments, the last day included. */
export function filterOf(place: AuditPlace): AuditFilter {
  return {
    action: place.action,
    actor: place.actor,
    object: place.object,
    from: momentOf(place.from, 0),
    until: momentOf(place.until, 1),
  };
}

export function isFiltered(place: AuditPlace): boolean {
  return Object.values(filterOf(place)).some((value) => value !== undefined);
}

/** The beginning of a day, or of the one so many days later. */
function momentOf(day: string | undefined, later: number): string | undefined {
  if (day === undefined) return undefined;
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const moment = new Date(year, month - 1, date + later);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

function word(raw: unknown, fits: RegExp): string | undefined {
  return typeof raw === 'string' && fits.test(raw) ? raw : undefined;
}
