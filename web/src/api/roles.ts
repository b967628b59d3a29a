import type * as wire from './generated/types.gen';

export type Role = wire.Role;

/** What a person is in an institute, from the one who may do most to the one who may do least. */
export const roles = [
  'owner',
  'administrator',
  'staff',
  'teacher',
  'student',
  'guardian',
] as const satisfies readonly Role[];

/** The circles the server's permission table speaks of. */
const circles = {
  owners: ['owner'],
  managers: ['owner', 'administrator'],
  office: ['owner', 'administrator', 'staff'],
  teaching: ['owner', 'administrator', 'staff', 'teacher'],
  everybody: roles,
} as const satisfies Record<string, readonly Role[]>;

export type Circle = keyof typeof circles;

/** Whether pages and buttons made for a circle are for this role. The server decides again. */
export function belongs(role: Role, circle: Circle): boolean {
  return (circles[circle] as readonly Role[]).includes(role);
}

/** The roles somebody may give to others: none above their own. */
export function grantable(by: Role): readonly Role[] {
  if (belongs(by, 'managers')) return roles.slice(roles.indexOf(by));
  return by === 'staff' ? ['student', 'guardian'] : [];
}

export function isRole(word: unknown): word is Role {
  return roles.some((role) => role === word);
}
