import type { ReactNode } from 'react';
import { text } from '@/text';
import { LanguageSwitch } from '@/ui/LanguageSwitch';
import classes from './account.module.css';

/** The door: a calm half that says what this is, and the form beside it. */
export function Door({ children }: { children: ReactNode }) {
  return (
    <div className={classes.door}>
      <aside className={classes.aside}>
        <div className={classes.brand}>
          <img src="/favicon.svg" alt="" width={40} height={40} />
          <span>{text.product}</span>
        </div>
        <p className={classes.tagline}>{text.tagline}</p>
        <Columns />
      </aside>
      <main className={classes.main}>{children}</main>
      <footer className={classes.foot}>
        <LanguageSwitch />
      </footer>
    </div>
  );
}

/** Three columns under one roof: the same file, kept in three places. */
function Columns() {
  return (
    <svg className={classes.columns} viewBox="0 0 320 170" aria-hidden="true">
      <path d="M20 60 160 8l140 52z" />
      <path d="M36 74h38v76H36zM141 74h38v76h-38zM246 74h38v76h-38z" />
      <path d="M16 156h288v10H16z" />
    </svg>
  );
}
