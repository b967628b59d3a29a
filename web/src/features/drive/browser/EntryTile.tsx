import { useState } from 'react';
import { contentAddress } from '@/api/calls';
import type { Entry } from '@/api/types';
import { formatBytes } from '@/format/bytes';
import { text } from '@/text';
import { FileIcon } from '@/ui/files/FileIcon';
import { isOwnThumbnail } from '@/ui/files/kinds';
import classes from './browser.module.css';
import { EntryLink } from './columns';

/** One entry as a card: a small picture where there is one, else the sign of its kind. */
export function EntryTile({ entry, onOpen }: { entry: Entry; onOpen: (entry: Entry) => void }) {
  const [broken, setBroken] = useState(false);
  return (
    <>
      <div className={classes.tilePicture}>
        {isOwnThumbnail(entry) && !broken ? (
          <img
            src={contentAddress(entry.id)}
            alt=""
            loading="lazy"
            decoding="async"
            draggable={false}
            onError={() => setBroken(true)}
          />
        ) : (
          <FileIcon entry={entry} size={48} />
        )}
      </div>
      <div className={classes.tileText}>
        <EntryLink entry={entry} onOpen={onOpen} />
        <span className={classes.tileUnder}>
          {entry.kind === 'folder' ? text.drive.folder : formatBytes(entry.size)}
        </span>
      </div>
    </>
  );
}
