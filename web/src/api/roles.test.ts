import { expect, test } from 'vitest';
import { belongs, grantable, isRole } from './roles';

test('nobody hands out a role above their own', () => {
  expect(grantable('owner')).toContain('owner');
  expect(grantable('administrator')).not.toContain('owner');
  expect(grantable('administrator')).toContain('administrator');
  expect(grantable('staff')).toEqual(['student', 'guardian']);
  expect(grantable('teacher')).toEqual([]);
});

test('circles widen', () => {
  expect(belongs('teacher', 'teaching')).toBe(true);
  expect(belongs('teacher', 'office')).toBe(false);
  expect(belongs('student', 'teaching')).toBe(false);
  expect(belongs('student', 'everybody')).toBe(true);
});

test('words from an address are checked', () => {
  expect(isRole('guardian')).toBe(true);
  expect(isRole('emperor')).toBe(false);
  expect(isRole(undefined)).toBe(false);
});
