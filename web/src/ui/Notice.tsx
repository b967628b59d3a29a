import type { ReactNode } from 'react';
import classes from './Notice.module.css';

interface NoticeProps {
  tone: 'good' | 'warning' | 'bad';
  icon?: ReactNode;
  title?: string;
  children: ReactNode;
  /** `alert` is read out at once; `status` when the reader has time. */
  role?: 'alert' | 'status';
}

/** A few words that stand out, in the page's own colours. */
export function Notice({ tone, icon, title, children, role }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} role={role}>
      {icon}
      <div>
        {title === undefined ? null : <strong>{title}</strong>}
        <div>{children}</div>
      </div>
    </div>
  );
}
