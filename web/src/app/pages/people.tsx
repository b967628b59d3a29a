import { getRouteApi } from '@tanstack/react-router';
import { ImportPage } from '@/features/people/import/ImportPage';
import { ImportRunPage } from '@/features/people/import/ImportRunPage';
import { PeoplePage } from '@/features/people/PeoplePage';
import { Inside } from '../place/Inside';

const peopleRoute = getRouteApi('/home/i/$institute/people');
const importRoute = getRouteApi('/home/i/$institute/people/import');
const runRoute = getRouteApi('/home/i/$institute/people/import/$run');

export function InstitutePeople() {
  const place = peopleRoute.useSearch();
  const navigate = peopleRoute.useNavigate();
  return (
    <Inside circle="teaching">
      {(institute) => (
        <PeoplePage
          institute={institute}
          place={place}
          onPlace={(patch, how = 'replace') =>
            void navigate({ search: (now) => ({ ...now, ...patch }), replace: how === 'replace' })
          }
        />
      )}
    </Inside>
  );
}

export function PeopleImport() {
  const navigate = importRoute.useNavigate();
  return (
    <Inside circle="office">
      {({ id }) => (
        <ImportPage
          institute={id}
          onStarted={(run) =>
            void navigate({
              to: '/i/$institute/people/import/$run',
              params: { institute: id, run },
            })
          }
        />
      )}
    </Inside>
  );
}

export function PeopleImportRun() {
  const { run } = runRoute.useParams();
  return <Inside circle="office">{({ id }) => <ImportRunPage institute={id} id={run} />}</Inside>;
}
