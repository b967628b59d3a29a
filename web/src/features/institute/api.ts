/** An institute's settings, and the institutes of the whole installation. */
import { write } from '@/api/by_hand';
import { answer } from '@/api/client';
import * as sdk from '@/api/generated/sdk.gen';
import type * as wire from '@/api/generated/types.gen';
import type { Sent } from '@/api/types';

export type NewInstitute = wire.CreateInstitute;

/** An institute from the view of who runs the server. */
export type HostedInstitute = Sent<wire.Tenant>;

export type Policy = Sent<wire.Policy>;
export type CodeRule = wire.CodeRule;
export type WhenFull = wire.WhenFull;

/** Through which server letters leave. Without an own one the server's members are null. */
export type MailSettings = Sent<wire.MailServer>;
export type NewMailSettings = wire.NewServer;
export type MailSecurity = wire.Security;

export const openInstitute = (body: NewInstitute) => answer(sdk.createInstitute({ body }));

export const listInstitutes = (after: string | null, signal?: AbortSignal) =>
  answer(sdk.listInstitutes({ query: { after: after ?? undefined }, signal }));

/** What is left out stays; an empty contact address takes it away. */
export const updateInstitute = (institute: string, body: wire.UpdateInstitute) =>
  answer(sdk.updateInstitute({ path: { institute }, body }));

/** Sent as it is: the document cannot say that a picture of one of three kinds is meant. */
export const putLogo = (institute: string, file: Blob) =>
  write('PUT', `/api/institutes/${encodeURIComponent(institute)}/logo`, { file });

export const deleteLogo = (institute: string) => answer(sdk.removeLogo({ path: { institute } }));

export const getPolicy = (institute: string, signal?: AbortSignal): Promise<Policy> =>
  answer(sdk.readPolicy({ path: { institute }, signal }));

export const putPolicy = (institute: string, body: Policy): Promise<Policy> =>
  answer(sdk.putPolicy({ path: { institute }, body }));

export const getMail = (institute: string, signal?: AbortSignal): Promise<MailSettings> =>
  answer(sdk.readMailServer({ path: { institute }, signal }));

export const putMail = (institute: string, body: NewMailSettings): Promise<MailSettings> =>
  answer(sdk.saveMailServer({ path: { institute }, body }));

export const deleteMail = (institute: string) =>
  answer(sdk.deleteMailServer({ path: { institute } }));

export const testMail = (institute: string, to: string) =>
  answer(sdk.testMailServer({ path: { institute }, body: { to } }));

export const getDeletionPlan = (institute: string, signal?: AbortSignal) =>
  answer(sdk.readDeletion({ path: { institute }, signal }));

export const deleteInstitute = (institute: string, name: string) =>
  answer(sdk.deleteInstitute({ path: { institute }, body: { name } }));
