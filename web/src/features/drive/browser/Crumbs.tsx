import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { DragEvent, ReactNode } from 'react';
import type { Crumb, Entry } from '@/api/types';
import { text } from '@/text';
import { useSpace } from '../space';
import classes from './crumbs.module.css';
import { draggedEntries } from './dragging';

interface CrumbsProps {
  /** From the top down; the last one is the folder shown. */
  trail: readonly Crumb[];
  onDropEntries: (entries: readonly Entry[], folder: string | null, name: string) => void;
}

/** The way from the top to here. Every step is a link, and takes dragged rows. */
export function Crumbs({ trail, onDropEntries }: CrumbsProps) {
  const space = useSpace();
  const above = trail.slice(0, -1);
  const target = (folder: string | null, name: string) => ({
    onDragOver: (event: DragEvent) => {
      if (space.mayWrite && draggedEntries(event.dataTransfer).length > 0) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      const entries = draggedEntries(event.dataTransfer);
      if (entries.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      onDropEntries(entries, folder, name);
    },
  });
  return (
    <nav aria-label={text.drive.path} className={classes.crumbs}>
      <ol>
        <Step>
          <Link to={space.address(null)} {...target(null, space.name)}>
            {space.name}
          </Link>
        </Step>
        {above.map((crumb) => (
          <Step key={crumb.id}>
            <Link to={space.address(crumb.id)} {...target(crumb.id, crumb.name)}>
              {crumb.name}
            </Link>
          </Step>
        ))}
      </ol>
    </nav>
  );
}

function Step({ children }: { children: ReactNode }) {
  return (
    <li>
      {children}
      <IconChevronRight size={14} aria-hidden />
    </li>
  );
}
