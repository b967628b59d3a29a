import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { MyInstitute } from '@/api/institutes';
import { belongs } from '@/api/roles';
import { DrivePage } from '@/features/drive/pages/DrivePage';
import { SearchPage } from '@/features/drive/pages/SearchPage';
import { type Space, SpaceProvider } from '@/features/drive/space';
import { text } from '@/text';
import { Inside } from '../place/Inside';
import { useDrivePorts } from './ports';

const topRoute = getRouteApi('/home/drive');
const folderRoute = getRouteApi('/home/drive/$folder');
const searchRoute = getRouteApi('/home/search');

export function DriveTop() {
  const place = topRoute.useSearch();
  return <DrivePage folder={null} place={place} ports={useDrivePorts()} />;
}

export function DriveFolder() {
  const { folder } = folderRoute.useParams();
  const place = folderRoute.useSearch();
  return <DrivePage folder={folder} place={place} ports={useDrivePorts()} />;
}

export function DriveSearch() {
  const place = searchRoute.useSearch();
  const navigate = searchRoute.useNavigate();
  return (
    <SearchPage
      place={place}
      ports={useDrivePorts()}
      onKind={(kind) => void navigate({ search: (now) => ({ ...now, kind }), replace: true })}
    />
  );
}

// The library of an institute

const libraryRoute = getRouteApi('/home/i/$institute/library');
const libraryFolderRoute = getRouteApi('/home/i/$institute/library/$folder');
const librarySearchRoute = getRouteApi('/home/i/$institute/library/search');

export function LibraryTop() {
  const place = libraryRoute.useSearch();
  return (
    <InLibrary>
      <DrivePage folder={null} place={place} ports={useDrivePorts()} />
    </InLibrary>
  );
}

export function LibraryFolder() {
  const { folder } = libraryFolderRoute.useParams();
  const place = libraryFolderRoute.useSearch();
  return (
    <InLibrary>
      <DrivePage folder={folder} place={place} ports={useDrivePorts()} />
    </InLibrary>
  );
}

export function LibrarySearch() {
  const place = librarySearchRoute.useSearch();
  const navigate = librarySearchRoute.useNavigate();
  return (
    <InLibrary>
      <SearchPage
        place={place}
        ports={useDrivePorts()}
        onKind={(kind) => void navigate({ search: (now) => ({ ...now, kind }), replace: true })}
      />
    </InLibrary>
  );
}

function InLibrary({ children }: { children: ReactNode }) {
  return (
    <Inside circle="everybody">
      {(place) => <SpaceProvider value={spaceOf(place)}>{children}</SpaceProvider>}
    </Inside>
  );
}

const libraries = new WeakMap<MyInstitute, Space>();

/** The same space for the same institute, so that pages need not begin anew. */
function spaceOf(place: MyInstitute): Space {
  const known = libraries.get(place);
  if (known !== undefined) return known;
  const top = `/i/${place.id}/library`;
  const space: Space = {
    top: place.id,
    name: text.places.library,
    mayWrite: belongs(place.role, 'teaching'),
    address: (folder) => (folder === null ? top : `${top}/${folder}`),
  };
  libraries.set(place, space);
  return space;
}
