import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { userQuery } from '@/api/queries';
import { AuditPage } from '@/features/audit/AuditPage';
import { HomePage } from '@/features/home/HomePage';
import { InstitutesPage } from '@/features/institute/all/InstitutesPage';
import { SettingsPage } from '@/features/institute/settings/SettingsPage';
import { OpenPage, type OpenPorts } from '@/features/institute/wizard/OpenPage';
import { MailboxPage } from '@/features/mailbox/MailboxPage';
import { InviteForm } from '@/features/people/invite/InviteForm';
import { Lost } from '../boundary';
import { homeCards } from '../home/cards';
import { Inside } from '../place/Inside';
import { rememberPlace } from '../place/remembered';
import { bareObject, objectsOf } from './objects';

const openRoute = getRouteApi('/home/institutes/open');
const auditRoute = getRouteApi('/home/i/$institute/audit');
const ownAuditRoute = getRouteApi('/home/audit');
const mailboxRoute = getRouteApi('/home/mailbox');

export function InstituteHome() {
  return (
    <Inside circle="everybody">{(place) => <HomePage place={place} cards={homeCards} />}</Inside>
  );
}

export function InstituteSettings() {
  const navigate = useNavigate();
  return (
    <Inside circle="managers">
      {(place) => (
        <SettingsPage
          place={place}
          onDeleted={() => {
            rememberPlace(null);
            void navigate({ to: '/drive' });
          }}
        />
      )}
    </Inside>
  );
}

export function InstituteAudit() {
  const place = auditRoute.useSearch();
  const navigate = auditRoute.useNavigate();
  return (
    <Inside circle="managers">
      {({ id }) => (
        <AuditPage
          chain={id}
          place={place}
          onPlace={(patch) =>
            void navigate({ search: (now) => ({ ...now, ...patch }), replace: true })
          }
          renderObject={objectsOf(id)}
        />
      )}
    </Inside>
  );
}

// For who runs the server

export function Institutes() {
  return useOwnsInstallation() ? <InstitutesPage /> : <Lost />;
}

const openPorts: OpenPorts = {
  renderInvite: ({ institute, onDone, beside }) => (
    <InviteForm
      institute={institute.id}
      by={institute.role ?? 'administrator'}
      start="administrator"
      onDone={onDone}
      beside={beside}
    />
  ),
};

export function OpenInstitute() {
  const place = openRoute.useSearch();
  const navigate = openRoute.useNavigate();
  if (!useOwnsInstallation()) return <Lost />;
  return (
    <OpenPage
      place={place}
      ports={openPorts}
      onPlace={(next) => void navigate({ search: next })}
      onFinished={(institute) => void navigate({ to: '/i/$institute', params: { institute } })}
    />
  );
}

export function InstallationAudit() {
  const place = ownAuditRoute.useSearch();
  const navigate = ownAuditRoute.useNavigate();
  if (!useOwnsInstallation()) return <Lost />;
  return (
    <AuditPage
      chain={null}
      place={place}
      onPlace={(patch) => void navigate({ search: (now) => ({ ...now, ...patch }), replace: true })}
      renderObject={bareObject}
    />
  );
}

export function Mailbox() {
  const { letter } = mailboxRoute.useSearch();
  const navigate = mailboxRoute.useNavigate();
  if (!useOwnsInstallation()) return <Lost />;
  return (
    <MailboxPage letter={letter} onLetter={(id) => void navigate({ search: { letter: id } })} />
  );
}

function useOwnsInstallation(): boolean {
  return useQuery(userQuery).data?.role === 'owner';
}
