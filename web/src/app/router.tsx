import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';

const root = createRootRoute();
const home = createRoute({ getParentRoute: () => root, path: '/', component: () => 'Lyceum' });

export const router = createRouter({ routeTree: root.addChildren([home]) });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
