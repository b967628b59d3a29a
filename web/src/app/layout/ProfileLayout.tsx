import { Link, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { text } from '@/text';
import classes from './profile_layout.module.css';

const places = [
  { to: '/profile', label: text.profile.title },
  { to: '/security', label: text.security.title },
] as const;

/** The pages about oneself, side by side. */
export function ProfileLayout() {
  return (
    <>
      <nav aria-label={text.profile.area} className={classes.tabs}>
        {places.map(({ to, label }) => (
          <Link key={to} to={to} activeProps={{ 'data-active': true, 'aria-current': 'page' }}>
            {label}
          </Link>
        ))}
      </nav>
      <Suspense>
        <Outlet />
      </Suspense>
    </>
  );
}
