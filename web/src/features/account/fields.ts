import { text } from '@/text';

/** The same bounds the server holds. */
const shortestPassword = 8;

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
