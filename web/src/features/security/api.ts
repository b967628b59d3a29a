/** Every call of the security page. What protects the account may be asked for again by the server. */
import { read, write } from '@/api/by_hand';
import type { Ceremony } from '@/api/passkeys';
import type { DeviceKind, Page, Session } from '@/api/types';

// Proving that it is still the same person

export const confirm = (body: {
  factor: 'password' | 'email' | 'totp' | 'recovery';
  code: string;
}) => write('POST', '/api/auth/confirm', { body });

export const sendConfirmCode = () =>
  write<{ resend_after: number | null } | null>('POST', '/api/auth/confirm/code');

export const confirmPasskeyOptions = () =>
  write<Ceremony>('POST', '/api/auth/confirm/passkey/options');

export const confirmByPasskey = (body: { ceremony: string; credential: unknown }) =>
  write('POST', '/api/auth/confirm/passkey', { body });

// Factors

export interface Passkey {
  id: string;
  name: string;
  created_at: string;
  last_used_at: string | null;
}

export interface Factors {
  email: { address: string };
  totp: { created_at: string } | null;
  passkeys: Passkey[];
  recovery: { left: number };
  google: { email: string; linked_at: string } | null;
  /** What the institutes of this account want beyond the password. */
  required: 'none' | 'any' | 'strong';
}

export const readFactors = (signal?: AbortSignal) => read<Factors>('/api/user/factors', {}, signal);

export const changePassword = (body: { current: string; new: string }) =>
  write('POST', '/api/user/password', { body });

/** A new secret, which counts once a code made from it was shown. */
export interface AuthenticatorSecret {
  /** In base 32. */
  secret: string;
  /** `otpauth://…`, for the QR code. */
  uri: string;
}

export interface RecoveryCodes {
  recovery_codes: string[];
}

export const beginAuthenticator = () => write<AuthenticatorSecret>('POST', '/api/user/totp');

export const confirmAuthenticator = (code: string) =>
  write<RecoveryCodes>('POST', '/api/user/totp/confirm', { body: { code } });

export const removeAuthenticator = () => write('DELETE', '/api/user/totp');

export const makeRecoveryCodes = () => write<RecoveryCodes>('POST', '/api/user/recovery-codes');

export const beginPasskey = () => write<Ceremony>('POST', '/api/user/passkeys/options');

export const addPasskey = (body: { ceremony: string; name: string; credential: unknown }) =>
  write<Passkey>('POST', '/api/user/passkeys', { body });

export const renamePasskey = (id: string, name: string) =>
  write<Passkey>('PATCH', `/api/user/passkeys/${encodeURIComponent(id)}`, { body: { name } });

export const removePasskey = (id: string) =>
  write('DELETE', `/api/user/passkeys/${encodeURIComponent(id)}`);

export const linkGoogle = () =>
  write<{ url: string }>('POST', '/api/auth/google/start', {
    body: { purpose: 'link', next: '/security' },
  });

export const unlinkGoogle = () => write('DELETE', '/api/user/google');

// Devices

export const listSessions = (signal?: AbortSignal) =>
  read<Page<Session>>('/api/user/sessions', {}, signal);

export const endSession = (id: string) =>
  write('DELETE', `/api/user/sessions/${encodeURIComponent(id)}`);

export const endOtherSessions = () => write('POST', '/api/user/sessions/end-others');

export interface RememberedDevice {
  id: string;
  kind?: DeviceKind;
  name: string;
  place: string | null;
  remembered_at: string;
  expires_at: string;
  current: boolean;
}

export const listDevices = (signal?: AbortSignal) =>
  read<Page<RememberedDevice>>('/api/user/devices', {}, signal);

export const forgetDevice = (id: string) =>
  write('DELETE', `/api/user/devices/${encodeURIComponent(id)}`);

// Tokens

export const scopes = [
  'everything',
  'files_read',
  'files_write',
  'people_read',
  'people_write',
  'audit_read',
] as const;

export type Scope = (typeof scopes)[number];

export interface Token {
  id: string;
  name: string;
  scopes: Scope[];
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
}

/** Answered once; the word itself is never shown again. */
export interface NewToken extends Token {
  token: string;
}

export const listTokens = (signal?: AbortSignal) =>
  read<Page<Token>>('/api/user/tokens', {}, signal);

export const createToken = (body: { name: string; scopes: Scope[]; expires_at?: string }) =>
  write<NewToken>('POST', '/api/user/tokens', { body });

export const revokeToken = (id: string) =>
  write('DELETE', `/api/user/tokens/${encodeURIComponent(id)}`);
