import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from '@/text/en';
import { changesOf } from './changes';
import { auditPlace, filterOf, isFiltered } from './place';
import { sentenceOf } from './sentence';

const asha = { kind: 'person', account: 'account_1', name: 'Asha' } as const;

test('an entry is a sentence with room for what it was done to', () => {
  expect(sentenceOf({ actor: asha, action: 'person.role.changed' })).toEqual({
    actor: 'Asha',
    did: 'changed the role of',
    names: true,
    end: '',
  });
  expect(sentenceOf({ actor: asha, action: 'institute.policy.changed' }).names).toBe(false);
});

test('an action of tomorrow is still told', () => {
  const { did, names } = sentenceOf({ actor: asha, action: 'exam.paper_sealed' });
  expect(did).toContain('exam paper sealed');
  expect(names).toBe(false);
});

test('somebody whose account is gone is not nobody', () => {
  const gone = sentenceOf({ actor: { ...asha, name: null }, action: 'person.joined' }).actor;
  const nobody = sentenceOf({
    actor: { kind: 'nobody', account: null, name: null },
    action: 'person.joined',
  }).actor;
  expect(gone).not.toBe('');
  expect(gone).not.toBe(nobody);
});

test('changes are told in the words of the forms', () => {
  expect(
    changesOf({
      before: { role: 'student', sessions: { limit: null } },
      after: { role: 'staff', sessions: { limit: 2 } },
      format: 'csv',
    }),
  ).toEqual([
    { field: 'Role', before: 'Student', after: 'Office staff' },
    { field: 'Devices at once', before: 'nothing', after: '2' },
    { field: 'Format', after: 'CSV' },
  ]);
  expect(changesOf(null)).toEqual([]);
  expect(changesOf({ before: true, after: false })).toEqual([
    { field: '', before: 'yes', after: 'no' },
  ]);
});

test('a filter covers its last day to the end', () => {
  const { from, until } = filterOf(auditPlace({ from: '2026-11-20', until: '2026-11-20' }));
  const hours = (new Date(until ?? '').getTime() - new Date(from ?? '').getTime()) / 3_600_000;
  expect(hours).toBeGreaterThanOrEqual(23);
  expect(hours).toBeLessThanOrEqual(25);
});

test('an address that says nonsense filters nothing', () => {
  const place = auditPlace({ action: 'a b<', actor: 5, from: 'yesterday', until: '2026-13-45x' });
  expect(isFiltered(place)).toBe(false);
});

/** The names of all actions that the server records. */
function actionsOfTheServer(): string[] {
  const slices = join(import.meta.dirname, '../../../../../crates/campus');
  const sources = readdirSync(slices, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.rs') && name.includes('/src/'),
  );
  const found = sources.flatMap((name) => [
    ...readFileSync(join(slices, name), 'utf8').matchAll(/Action::new\(\s*"([a-z._]+)"/g),
  ]);
  return [...new Set(found.map(([, action = '']) => action))].filter(
    (it) => !it.startsWith('test.'),
  );
}

test('every action of the server has a sentence and a group', () => {
  const actions = actionsOfTheServer();
  expect(actions.length).toBeGreaterThan(30);
  expect(actions.filter((action) => en.audit.sentences[action] === undefined)).toEqual([]);
  const groups = Object.keys(en.audit.groups);
  expect(actions.filter((action) => !groups.some((it) => action.startsWith(it)))).toEqual([]);
});
