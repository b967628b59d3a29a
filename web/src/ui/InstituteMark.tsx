import { initials } from '@/format/initials';
import classes from './InstituteMark.module.css';
import { inkOn } from './ink';

interface InstituteMarkProps {
  name: string;
  color?: string | null | undefined;
  logo?: string | null | undefined;
  /** Width and height in pixels. */
  size: number;
}

/** How an institute is recognised at a glance: its picture, or its letters on its colour. */
export function InstituteMark({ name, color, logo, size }: InstituteMarkProps) {
  if (logo !== null && logo !== undefined) {
    return (
      <img
        src={logo}
        alt=""
        width={size}
        height={size}
        className={classes.mark}
        data-picture
        style={{ borderRadius: size / 4 }}
      />
    );
  }
  const ground = color ?? undefined;
  return (
    <span
      className={classes.mark}
      aria-hidden
      style={{
        width: size,
        height: size,
        borderRadius: size / 4,
        fontSize: size * 0.4,
        ...(ground === undefined ? {} : { background: ground, color: inkOn(ground) }),
      }}
    >
      {initials(name)}
    </span>
  );
}
