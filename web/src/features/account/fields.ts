import { isProblem, sentence } from '@/api/problem';
import { text } from '@/text';
import { shortestPassword } from '@/ui/fields/strength';

/** Why a field cannot be sent as it is, as a sentence; null when it can. */
export function emailTrouble(email: string): string | null {
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? null : text.account.emailInvalid;
}

export function newPasswordTrouble(password: string): string | null {
  return [...password].length >= shortestPassword ? null : text.account.passwordShort;
}

export function passwordTrouble(password: string): string | null {
  return password === '' ? text.account.passwordEmpty : null;
}

export function nameTrouble(name: string): string | null {
  return name.trim() === '' ? text.account.nameEmpty : null;
}

/** What the server has against a new password; null when that is not what it refused. */
export function refusedPassword(error: unknown): string | null {
  if (!isProblem(error, 'VALIDATION') || error.fields.field !== 'password') return null;
  const { reason } = error.fields;
  const known = typeof reason === 'string' ? text.account.passwordRefused[reason] : undefined;
  return known ?? sentence(error);
}

/** A code that was not right, with the tries left; any other problem as it is. */
export function codeTrouble(error: unknown): string {
  if (!isProblem(error, 'WRONG_CODE')) return sentence(error);
  const { tries_left } = error.fields;
  return text.account.code.wrong(typeof tries_left === 'number' ? tries_left : null);
}
