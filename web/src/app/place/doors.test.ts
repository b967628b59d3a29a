import { expect, test } from 'vitest';
import type { MyInstitute } from '@/api/institutes';
import type { Role } from '@/api/roles';
import { type Doors, doorsFor, underThumb } from './doors';
import { instituteIn } from './usePlace';

const place = (role: Role): MyInstitute => ({
  id: 'institute_1',
  name: 'Brightwater',
  role,
  logo: null,
  color: '#1f6a5a',
  state: 'active',
});

const addresses = ({ main, groups }: Doors) =>
  [...main, ...groups.flatMap(({ doors }) => doors)].map(({ to }) => to);

test('a student sees no door to staff pages', () => {
  const doors = doorsFor({ place: place('student'), ownsInstallation: false, mailbox: true });
  expect(addresses(doors)).toEqual([
    '/i/institute_1',
    '/i/institute_1/library',
    '/drive',
    '/trash',
  ]);
});

test('a teacher sees people, a manager also audit and settings', () => {
  const doors = (role: Role) =>
    addresses(doorsFor({ place: place(role), ownsInstallation: false, mailbox: false }));
  expect(doors('teacher')).toContain('/i/institute_1/people');
  expect(doors('teacher')).not.toContain('/i/institute_1/audit');
  expect(doors('administrator')).toContain('/i/institute_1/settings');
});

test('only the owner of the installation sees the server, and its mailbox only when it has one', () => {
  const owner = (mailbox: boolean) =>
    addresses(doorsFor({ place: null, ownsInstallation: true, mailbox }));
  expect(owner(true)).toContain('/mailbox');
  expect(owner(false)).not.toContain('/mailbox');
  expect(addresses(doorsFor({ place: null, ownsInstallation: false, mailbox: true }))).toEqual([
    '/drive',
    '/trash',
    '/storage',
  ]);
});

test('a phone always shows four doors when there are four, and none of them twice', () => {
  const who = { ownsInstallation: false, mailbox: false };
  for (const role of ['student', 'teacher', 'owner'] as const) {
    const { thumb, rest, groups } = underThumb(doorsFor({ place: place(role), ...who }));
    const all = [...thumb, ...rest, ...groups.flatMap(({ doors }) => doors)].map(({ to }) => to);
    expect(thumb).toHaveLength(4);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toContain('/profile');
  }
});

test('the address says which institute one is in', () => {
  expect(instituteIn('/i/institute_1/people')).toBe('institute_1');
  expect(instituteIn('/i/institute_1')).toBe('institute_1');
  expect(instituteIn('/institutes')).toBeNull();
});
