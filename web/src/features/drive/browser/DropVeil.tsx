import { IconCloudUpload } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { text } from '@/text';
import classes from './DropVeil.module.css';
import { carriesFiles } from './dragging';

interface DropVeilProps {
  folderName: string;
  onDrop: (transfer: DataTransfer) => void;
}

/** Makes the whole page a place to drop files, and says so while they hover. */
export function DropVeil({ folderName, onDrop }: DropVeilProps) {
  const [hovering, setHovering] = useState(false);
  const drop = useEffectEvent(onDrop);

  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.dataTransfer === null || !carriesFiles(event.dataTransfer)) return;
      // Without this the browser would open the file instead of the page.
      event.preventDefault();
      setHovering(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setHovering(false);
    };
    const end = () => setHovering(false);
    const dropped = (event: DragEvent) => {
      if (event.dataTransfer === null || !carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      drop(event.dataTransfer);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    // A row that takes the drop keeps it to itself; the veil must go all the same.
    window.addEventListener('drop', end, true);
    window.addEventListener('drop', dropped);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', end, true);
      window.removeEventListener('drop', dropped);
    };
  }, []);

  if (!hovering) return null;
  return (
    <div className={classes.veil} aria-hidden>
      <div className={classes.note}>
        <IconCloudUpload size={28} stroke={1.6} />
        <div>
          <strong>{text.drive.dropHere(folderName)}</strong>
          <span>{text.drive.dropHint}</span>
        </div>
      </div>
    </div>
  );
}
