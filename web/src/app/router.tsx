import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { myInstitutesQuery } from '@/api/institutes';
import { setupQuery, userQuery } from '@/api/queries';
import { type Ending, endings, takeEnding } from '@/api/session_end';
import type { User } from '@/api/types';
import { auditPlace } from '@/features/audit/model/place';
import { drivePlace, searchPlace } from '@/features/drive/model/place';
import { wizardPlace } from '@/features/institute/wizard/place';
import { peoplePlace } from '@/features/people/model/place';
import { language, speak } from '@/text/language';
import { NotFound, PageError } from './boundary';
import { rememberedPlace } from './place/remembered';
import { queryClient } from './query_client';
import { Root } from './Root';

/** The whole site on one page. Every screen loads when it is first opened. */
interface Context {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Root,
  errorComponent: PageError,
  notFoundComponent: NotFound,
});

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    const user = await context.queryClient.ensureQueryData(userQuery);
    // Not knowing one's institutes keeps nobody from their own drive.
    const mine =
      user === null
        ? []
        : await context.queryClient.ensureQueryData(myInstitutesQuery).catch(() => []);
    const place = rememberedPlace(mine);
    if (place === null) throw redirect({ to: '/drive' });
    throw redirect({ to: '/i/$institute', params: { institute: place.id } });
  },
});

// For people who are not signed in

const welcome = createRoute({
  getParentRoute: () => root,
  id: 'welcome',
  beforeLoad: async ({ context, location }) => {
    const user = await context.queryClient.ensureQueryData(userQuery);
    if (user !== null) throw redirect({ to: '/drive' });
    const setup = await context.queryClient.ensureQueryData(setupQuery);
    if (setup.first_run && location.pathname !== '/setup') throw redirect({ to: '/setup' });
    if (!setup.first_run && location.pathname === '/setup') throw redirect({ to: '/login' });
    return { setup };
  },
  component: lazyRouteComponent(() => import('@/features/account/WelcomeLayout'), 'WelcomeLayout'),
});

const setup = createRoute({
  getParentRoute: () => welcome,
  path: '/setup',
  component: lazyRouteComponent(() => import('@/features/account/SetupPage'), 'SetupPage'),
});

interface AfterSignIn {
  /** The page somebody wanted before we asked who they are. */
  next?: string | undefined;
  /** Why the session before this one ended. */
  why?: Ending | undefined;
}

const afterSignIn = (raw: Record<string, unknown>): AfterSignIn => ({
  next: typeof raw.next === 'string' && isOwnPath(raw.next) ? raw.next : undefined,
  why: endings.find((one) => one === raw.why),
});

/** Only a path of this site: an address elsewhere would make us a stepping stone. */
function isOwnPath(path: string): boolean {
  return path.startsWith('/') && !path.startsWith('//') && !path.startsWith('/\\');
}

const login = createRoute({
  getParentRoute: () => welcome,
  path: '/login',
  validateSearch: afterSignIn,
  component: lazyRouteComponent(() => import('@/features/account/SignInPage'), 'SignInPage'),
});

const register = createRoute({
  getParentRoute: () => welcome,
  path: '/register',
  validateSearch: afterSignIn,
  component: lazyRouteComponent(() => import('@/features/account/RegisterPage'), 'RegisterPage'),
});

// For everybody with a link from a letter, signed in or not

const door = createRoute({
  getParentRoute: () => root,
  id: 'door',
  beforeLoad: async ({ context }) => {
    await context.queryClient.ensureQueryData(userQuery);
    await context.queryClient.ensureQueryData(setupQuery);
  },
  component: lazyRouteComponent(() => import('@/features/account/WelcomeLayout'), 'WelcomeLayout'),
});

const join = createRoute({
  getParentRoute: () => door,
  path: '/join',
  component: lazyRouteComponent(() => import('@/features/account/join/JoinPage'), 'JoinPage'),
});

const reset = createRoute({
  getParentRoute: () => door,
  path: '/reset',
  component: lazyRouteComponent(() => import('@/features/account/reset/ResetPage'), 'ResetPage'),
});

// For people who are

const home = createRoute({
  getParentRoute: () => root,
  id: 'home',
  beforeLoad: async ({ context, location }) => {
    const user = await context.queryClient.ensureQueryData(userQuery);
    if (user === null) {
      const why = takeEnding() ?? undefined;
      throw redirect({ to: '/login', search: { next: location.href, why } });
    }
    await speakAs(user);
    if (user.must_add_factor === true) {
      throw redirect({ to: '/safer', search: { next: location.href } });
    }
    return { user };
  },
  component: lazyRouteComponent(() => import('./layout/HomeLayout'), 'HomeLayout'),
});

/** Before anything else is open: an institute wants a stronger factor than the mailbox. */
const safer = createRoute({
  getParentRoute: () => root,
  path: '/safer',
  validateSearch: afterSignIn,
  beforeLoad: async ({ context }) => {
    const user = await context.queryClient.ensureQueryData(userQuery);
    if (user === null) throw redirect({ to: '/login' });
    await speakAs(user);
  },
  component: lazyRouteComponent(() => import('./pages/safer'), 'SaferPage'),
});

const driveTop = createRoute({
  getParentRoute: () => home,
  path: '/drive',
  validateSearch: drivePlace,
  component: lazyRouteComponent(() => import('./pages/drive'), 'DriveTop'),
});

const driveFolder = createRoute({
  getParentRoute: () => home,
  path: '/drive/$folder',
  validateSearch: drivePlace,
  component: lazyRouteComponent(() => import('./pages/drive'), 'DriveFolder'),
});

const search = createRoute({
  getParentRoute: () => home,
  path: '/search',
  validateSearch: searchPlace,
  component: lazyRouteComponent(() => import('./pages/drive'), 'DriveSearch'),
});

const trash = createRoute({
  getParentRoute: () => home,
  path: '/trash',
  component: lazyRouteComponent(() => import('@/features/trash/TrashPage'), 'TrashPage'),
});

const storage = createRoute({
  getParentRoute: () => home,
  path: '/storage',
  component: lazyRouteComponent(() => import('@/features/storage/StoragePage'), 'StoragePage'),
});

const aboutMe = createRoute({
  getParentRoute: () => home,
  id: 'me',
  component: lazyRouteComponent(() => import('./layout/ProfileLayout'), 'ProfileLayout'),
});

const profile = createRoute({
  getParentRoute: () => aboutMe,
  path: '/profile',
  component: lazyRouteComponent(() => import('@/features/profile/ProfilePage'), 'ProfilePage'),
});

const security = createRoute({
  getParentRoute: () => aboutMe,
  path: '/security',
  component: lazyRouteComponent(() => import('@/features/security/SecurityPage'), 'SecurityPage'),
});

// Institutes

const instituteHome = createRoute({
  getParentRoute: () => home,
  path: '/i/$institute',
  component: lazyRouteComponent(() => import('./pages/institute'), 'InstituteHome'),
});

const library = createRoute({
  getParentRoute: () => home,
  path: '/i/$institute/library',
  validateSearch: drivePlace,
  component: lazyRouteComponent(() => import('./pages/drive'), 'LibraryTop'),
});

const libraryFolder = createRoute({
  getParentRoute: () => home,
  path: '/i/$institute/library/$folder',
  validateSearch: drivePlace,
  component: lazyRouteComponent(() => import('./pages/drive'), 'LibraryFolder'),
});

const librarySearch = createRoute({
  getParentRoute: () => home,
  path: '/i/$institute/library/search',
  validateSearch: searchPlace,
  component: lazyRouteComponent(() => import('./pages/drive'), 'LibrarySearch'),
});

const people = createRoute({
  getParentRoute: () => home,
  path: '/i/$institute/people',
  validateSearch: peoplePlace,
  component: lazyRouteComponent(() => import('./pages/people'), 'InstitutePeople'),
});

const peopleImport = createRoute({
  getParentRoute: () => home,
  path: '/i/$institute/people/import',
  component: lazyRouteComponent(() => import('./pages/people'), 'PeopleImport'),
});

const peopleImportRun = createRoute({
  getParentRoute: () => home,
  path: '/i/$institute/people/import/$run',
  component: lazyRouteComponent(() => import('./pages/people'), 'PeopleImportRun'),
});

const instituteAudit = createRoute({
  getParentRoute: () => home,
  path: '/i/$institute/audit',
  validateSearch: auditPlace,
  component: lazyRouteComponent(() => import('./pages/institute'), 'InstituteAudit'),
});

const instituteSettings = createRoute({
  getParentRoute: () => home,
  path: '/i/$institute/settings',
  component: lazyRouteComponent(() => import('./pages/institute'), 'InstituteSettings'),
});

// For who runs the server

const institutes = createRoute({
  getParentRoute: () => home,
  path: '/institutes',
  component: lazyRouteComponent(() => import('./pages/institute'), 'Institutes'),
});

const openInstitute = createRoute({
  getParentRoute: () => home,
  path: '/institutes/open',
  validateSearch: wizardPlace,
  component: lazyRouteComponent(() => import('./pages/institute'), 'OpenInstitute'),
});

const installationAudit = createRoute({
  getParentRoute: () => home,
  path: '/audit',
  validateSearch: auditPlace,
  component: lazyRouteComponent(() => import('./pages/institute'), 'InstallationAudit'),
});

const mailbox = createRoute({
  getParentRoute: () => home,
  path: '/mailbox',
  validateSearch: (raw: Record<string, unknown>): { letter?: string | undefined } => ({
    letter: typeof raw.letter === 'string' ? raw.letter : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/institute'), 'Mailbox'),
});

/** The language of the account wins; the page is loaded again in it before anything is drawn. */
async function speakAs(user: User): Promise<void> {
  if (user.language === undefined || user.language === language) return;
  if (speak(user.language)) await new Promise(() => undefined);
}

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    welcome.addChildren([setup, login, register]),
    door.addChildren([join, reset]),
    safer,
    home.addChildren([
      driveTop,
      driveFolder,
      search,
      trash,
      storage,
      aboutMe.addChildren([profile, security]),
      instituteHome,
      library,
      libraryFolder,
      librarySearch,
      people,
      peopleImport,
      peopleImportRun,
      instituteAudit,
      instituteSettings,
      institutes,
      openInstitute,
      installationAudit,
      mailbox,
    ]),
  ]),
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

// A session that ends while the page is open leads to the sign-in page and back; an
// institute that begins to want a stronger factor leads to where one is added.
queryClient.getQueryCache().subscribe((event) => {
  const isUser = event.query.queryHash === JSON.stringify(userQuery.queryKey);
  if (!isUser || event.type !== 'updated') return;
  const user = event.query.state.data as User | null | undefined;
  const inside = router.state.matches.some(({ routeId }) => routeId === home.id);
  const stuck = user?.must_add_factor === true && inside;
  if (user === null || stuck) void router.invalidate();
});
