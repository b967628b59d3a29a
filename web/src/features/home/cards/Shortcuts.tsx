import { IconFolder, IconLibrary, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { belongs } from '@/api/roles';
import { text } from '@/text';
import { factorsQuery } from '../api';
import type { CardProps } from '../HomePage';
import classes from '../home.module.css';

const words = text.home;
const icon = { size: 26, stroke: 1.5, 'aria-hidden': true } as const;

export function LibraryShortcut({ place }: CardProps) {
  return (
    <Shortcut
      to={`/i/${place.id}/library`}
      icon={<IconLibrary {...icon} />}
      title={words.library}
      hint={belongs(place.role, 'teaching') ? words.libraryHint.write : words.libraryHint.read}
    />
  );
}

export function DriveShortcut() {
  return (
    <Shortcut
      to="/drive"
      icon={<IconFolder {...icon} />}
      title={words.drive}
      hint={words.driveHint}
    />
  );
}

/** A word about one's own account, until it is safe: urgent where the rules ask for more. */
export function SecurityNudge() {
  const factors = useQuery(factorsQuery).data;
  if (factors === undefined || factors.totp !== null || factors.passkeys.length > 0) return null;
  const must = factors.required === 'strong';
  return (
    <Shortcut
      to="/security"
      icon={<IconShieldCheck {...icon} />}
      title={words.security}
      hint={must ? words.securityMust : words.securityShould}
      tone={must ? 'warn' : undefined}
    />
  );
}

interface ShortcutProps {
  to: string;
  icon: ReactNode;
  title: string;
  hint: string;
  tone?: 'warn' | undefined;
}

function Shortcut({ to, icon: picture, title, hint, tone }: ShortcutProps) {
  return (
    <Link to={to} className={classes.shortcut} data-tone={tone}>
      <span className={classes.shortcutIcon}>{picture}</span>
      <span className={classes.shortcutText}>
        <strong>{title}</strong>
        <span>{hint}</span>
      </span>
    </Link>
  );
}
