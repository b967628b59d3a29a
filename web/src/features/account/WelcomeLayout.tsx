import { Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { Door } from './Door';

/** The frame of every page for people who are not signed in. */
export function WelcomeLayout() {
  return (
    <Door>
      <Suspense>
        <Outlet />
      </Suspense>
    </Door>
  );
}
