import { expect, test } from 'vitest';
import { readLines } from './lines';
import { peoplePlace } from './place';

const read = (typed: string) =>
  readLines(typed).people.map(({ name, email }) => `${name} | ${email}`);

test('lines are read however they were pasted', () => {
  expect(read('Asha Rao, asha@example.org')).toEqual(['Asha Rao | asha@example.org']);
  expect(read('asha@example.org, Asha Rao')).toEqual(['Asha Rao | asha@example.org']);
  expect(read('Asha Rao\tasha@example.org')).toEqual(['Asha Rao | asha@example.org']);
  expect(read('"Rao, Asha" <asha@example.org>')).toEqual(['Rao Asha | asha@example.org']);
  expect(read('asha.rao@example.org')).toEqual(['Asha Rao | asha.rao@example.org']);
});

test('empty lines are nothing, and lines keep their numbers', () => {
  const { people, wrong } = readLines('\nAsha, asha@example.org\r\n\nBen\n');
  expect(people[0]?.line).toBe(2);
  expect(wrong).toEqual([{ line: 4, words: 'Ben', why: 'no_address' }]);
});

test('nobody is invited twice by one paste', () => {
  const { people, wrong } = readLines('a@example.org\nA@Example.org');
  expect(people).toHaveLength(1);
  expect(wrong[0]?.why).toBe('twice');
});

test('the address of the directory forgets what it does not know', () => {
  expect(peoplePlace({ q: 2024, role: 'student', state: 'asleep', person: '' })).toEqual({
    q: '2024',
    role: 'student',
    state: undefined,
    person: undefined,
  });
});
