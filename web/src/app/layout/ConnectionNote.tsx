import { IconCloudOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useLink } from '@/api/live';
import { text } from '@/text';
import classes from './layout.module.css';

/** A blink of the network is not worth a word. */
const patienceMs = 4_000;

/** Says that the server cannot be reached, once it has been so for a while. */
export function ConnectionNote() {
  const lost = useLink() === 'lost';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!lost) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), patienceMs);
    return () => clearTimeout(timer);
  }, [lost]);
  return (
    <div role="status" className={classes.connection}>
      {shown ? (
        <span>
          <IconCloudOff size={18} aria-hidden />
          {text.shell.offline}
        </span>
      ) : null}
    </div>
  );
}
