import { expect, test } from 'vitest';
import { fixOf, tableOf } from './problems';

test('each problem is a line, and nothing in it runs in a spreadsheet', () => {
  const table = tableOf([
    {
      row: 7,
      name: '=cmd()',
      email: 'asha',
      problems: [
        { column: 'email', code: 'too_long', message: 'This is no address.' },
        { column: 'role', code: 'unknown_role', message: 'No such role.' },
      ],
    },
  ]);
  const lines = table.trim().split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toBe(`7,'=cmd(),asha,email,This is no address.,${fixOf('too_long')}`);
  expect(lines[2]).toBe("7,'=cmd(),asha,role,No such role.,");
});
