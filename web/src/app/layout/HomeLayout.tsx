import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { followEvents } from '@/api/live';
import { UploadTray } from '@/features/uploads';
import { text } from '@/text';
import { usePageKeys } from '@/ui/collection/keyboard';
import { ConnectionNote } from './ConnectionNote';
import { Header } from './Header';
import classes from './layout.module.css';
import { MailboxNote } from './MailboxNote';
import { Navigation } from './Navigation';
import { ShortcutSheet } from './ShortcutSheet';
import { useAccountTheme } from './useAccountTheme';
import { useFocusAfterNavigation } from './useFocusAfterNavigation';

/** The frame around every page of a signed-in person. */
export function HomeLayout() {
  const client = useQueryClient();
  const [sheet, setSheet] = useState(false);
  useEffect(() => followEvents(client), [client]);
  useAccountTheme();
  useFocusAfterNavigation();

  usePageKeys((event) => {
    if (event.key === '?') setSheet(true);
    else if (event.key === '/' || event.key === 's') {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      document.getElementById('search')?.focus();
    } else return false;
    return true;
  });

  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        {text.shell.skip}
      </a>
      <Header onShortcuts={() => setSheet(true)} />
      <Navigation />
      <div className={classes.notes}>
        <MailboxNote />
      </div>
      <main id="content" className={classes.content} tabIndex={-1}>
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <ConnectionNote />
      <div className={classes.tray}>
        <UploadTray />
      </div>
      {sheet ? <ShortcutSheet onClose={() => setSheet(false)} /> : null}
    </div>
  );
}
