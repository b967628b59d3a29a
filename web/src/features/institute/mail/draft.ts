import { text } from '@/text';
import type { MailSecurity, MailSettings, NewMailSettings } from '../api';
import { emailTrouble } from '../model';

const words = text.institute.mail;

/** What the form holds while somebody types. */
export interface MailDraft {
  host: string;
  port: number;
  security: MailSecurity;
  username: string;
  password: string;
  fromAddress: string;
  fromName: string;
}

export const usualPort: Readonly<Record<MailSecurity, number>> = {
  tls: 465,
  starttls: 587,
  none: 25,
};

export function draftOf(settings: MailSettings, institute: string): MailDraft {
  return {
    host: settings.host ?? '',
    port: settings.port ?? usualPort.tls,
    security: settings.security ?? 'tls',
    username: settings.username ?? '',
    password: '',
    fromAddress: settings.from_address ?? '',
    fromName: settings.from_name ?? institute,
  };
}

export function settingsOf(draft: MailDraft): NewMailSettings {
  return {
    host: draft.host.trim(),
    port: draft.port,
    security: draft.security,
    username: draft.username.trim(),
    from_address: draft.fromAddress.trim(),
    from_name: draft.fromName.trim(),
    ...(draft.password === '' ? {} : { password: draft.password }),
  };
}

/** Another way of securing the line usually means its usual port. */
export function withSecurity(draft: MailDraft, security: MailSecurity): MailDraft {
  const untouched = draft.port === usualPort[draft.security];
  return { ...draft, security, port: untouched ? usualPort[security] : draft.port };
}

export function mailTroubles(draft: MailDraft): { host: string | null; from: string | null } {
  return {
    host: draft.host.trim() === '' ? words.hostEmpty : null,
    from: emailTrouble(draft.fromAddress, words.fromInvalid),
  };
}
