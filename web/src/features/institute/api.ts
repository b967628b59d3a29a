/** An institute's settings, and the institutes of the whole installation. */
import { read, write } from '@/api/by_hand';
import type { Allowance, Institute, Language } from '@/api/institutes';
import type { Role } from '@/api/roles';
import type { Page } from '@/api/types';

export interface NewInstitute {
  name: string;
  time_zone: string;
  language: Language;
}

/** An institute from the view of who runs the server. */
export interface HostedInstitute {
  id: string;
  name: string;
  state: 'active' | 'deleting';
  color: string;
  created_at: string;
  people: { active: number; invited: number };
  /** Of the library. */
  storage: Allowance;
}

export type CodeRule = 'never' | 'new_device' | 'always';
export type WhenFull = 'newest_wins' | 'oldest_stays' | 'ask';

export interface Policy {
  code: CodeRule;
  /** Roles that need more than e-mail as their second factor. */
  strong_roles: Role[];
  /** A limit of null is as many devices as people like. */
  sessions: { limit: number | null; when_full: WhenFull };
  idle_minutes: number;
  google_domain: string | null;
  remember_days: number;
}

export type MailSecurity = 'tls' | 'starttls' | 'none';

/** Through which server letters leave. Without an own one the server's members are null. */
export interface MailSettings {
  own: boolean;
  /** Whether the installation has a server, which then sends. */
  installation: boolean;
  host: string | null;
  port: number | null;
  security: MailSecurity | null;
  username: string | null;
  password_stored: boolean;
  from_address: string | null;
  from_name: string | null;
}

export interface NewMailSettings {
  host: string;
  port: number;
  security: MailSecurity;
  username: string;
  /** It goes in and never comes out; absent keeps the one that is there. */
  password?: string;
  from_address: string;
  from_name: string;
}

export interface DeletionPlan {
  people: number;
  /** Null when nobody counts them. */
  files: number | null;
  bytes: number;
}

const at = (institute: string, rest = '') =>
  `/api/institutes/${encodeURIComponent(institute)}${rest}`;

export const openInstitute = (body: NewInstitute) =>
  write<Institute>('POST', '/api/institutes', { body });

export const listInstitutes = (signal?: AbortSignal) =>
  read<Page<HostedInstitute>>('/api/institutes', {}, signal);

export const updateInstitute = (
  institute: string,
  body: Partial<Pick<Institute, 'name' | 'time_zone' | 'language' | 'color' | 'contact_email'>>,
) => write<Institute>('PATCH', at(institute), { body });

export const putLogo = (institute: string, file: Blob) =>
  write('PUT', at(institute, '/logo'), { file });

export const deleteLogo = (institute: string) => write('DELETE', at(institute, '/logo'));

export const getPolicy = (institute: string, signal?: AbortSignal) =>
  read<Policy>(at(institute, '/policy'), {}, signal);

export const putPolicy = (institute: string, body: Policy) =>
  write<Policy>('PUT', at(institute, '/policy'), { body });

export const getMail = (institute: string, signal?: AbortSignal) =>
  read<MailSettings>(at(institute, '/mail'), {}, signal);

export const putMail = (institute: string, body: NewMailSettings) =>
  write<MailSettings>('PUT', at(institute, '/mail'), { body });

export const deleteMail = (institute: string) => write('DELETE', at(institute, '/mail'));

export const testMail = (institute: string, to: string) =>
  write<{ delivered: boolean; message: string }>('POST', at(institute, '/mail/test'), {
    body: { to },
  });

export const getDeletionPlan = (institute: string, signal?: AbortSignal) =>
  read<DeletionPlan>(at(institute, '/deletion'), {}, signal);

export const deleteInstitute = (institute: string, name: string) =>
  write('DELETE', at(institute), { body: { name } });
