import { expect, test } from 'vitest';
import { checklist } from './checklist';

test('what the server does not mention is done', () => {
  const steps = checklist([{ code: 'no_students' }, { code: 'no_logo' }], 'institute_1');
  expect(steps.filter(({ done }) => !done).map(({ code }) => code)).toEqual(['no_students']);
  expect(steps.every(({ to }) => to.startsWith('/i/institute_1/'))).toBe(true);
});
