import { getRouteApi } from '@tanstack/react-router';
import { DrivePage } from '@/features/drive/pages/DrivePage';
import { SearchPage } from '@/features/drive/pages/SearchPage';
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
