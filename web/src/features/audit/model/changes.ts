import { isRole } from '@/api/roles';
import { text } from '@/text';

const words = text.audit;

/** One member of a change, or something else an entry says. */
export interface Change {
  field: string;
  /** Absent when it is no change but a fact. */
  before?: string;
  after: string;
}

/** What an entry says beside who, what and when, in the words of the forms. */
export function changesOf(detail: unknown): Change[] {
  if (!isRecord(detail)) return [];
  const { before, after, ...facts } = detail;
  return [
    ...differences(before, after),
    ...Object.entries(facts)
      .filter(([name]) => !hidden.includes(name))
      .map(([name, value]) => ({ field: fieldName(name), after: told(value) })),
  ];
}

/** Already said by the sentence itself. */
const hidden: readonly string[] = ['name', 'email', 'person'];

function differences(before: unknown, after: unknown): Change[] {
  if (before === undefined && after === undefined) return [];
  const [old, now] = [flat(before), flat(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.map((name) => ({
    field: fieldName(name),
    before: told(old[name]),
    after: told(now[name]),
  }));
}

/** `{sessions: {limit: 2}}` is told as "limit": the way there matters to programs only. */
function flat(value: unknown): Record<string, unknown> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) return { '': value };
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      isRecord(inner) ? Object.entries(flat(inner)) : [[name, inner]],
    ),
  );
}

function fieldName(name: string): string {
  return words.fields[name] ?? name.replaceAll('_', ' ');
}

function told(value: unknown): string {
  if (value === undefined || value === null || value === '') return words.nothing;
  if (value === true) return words.yes;
  if (value === false) return words.no;
  if (Array.isArray(value)) return value.length === 0 ? words.nothing : value.map(told).join(', ');
  if (isRole(value)) return text.places.roles[value];
  if (typeof value === 'string') return words.values[value] ?? value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
