import {
  type Icon,
  IconBraces,
  IconFile,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconFolderFilled,
  IconMovie,
  IconMusic,
  IconPhoto,
  IconPresentation,
  IconTable,
  IconTypography,
} from '@tabler/icons-react';
import type { Entry } from '@/api/types';
import classes from './FileIcon.module.css';
import { type IconKind, iconKind } from './kinds';

const icons: Readonly<Record<IconKind, Icon>> = {
  folder: IconFolderFilled,
  image: IconPhoto,
  video: IconMovie,
  audio: IconMusic,
  document: IconFileText,
  pdf: IconFileTypePdf,
  sheet: IconTable,
  slides: IconPresentation,
  archive: IconFileZip,
  code: IconBraces,
  font: IconTypography,
  other: IconFile,
};

interface FileIconProps {
  entry: Pick<Entry, 'kind' | 'media_type' | 'name'>;
  size?: number;
}

/** The picture of a file's kind. Decoration: the name beside it says the rest. */
export function FileIcon({ entry, size = 22 }: FileIconProps) {
  const kind = iconKind(entry);
  const Picture = icons[kind];
  return <Picture className={classes.icon} data-kind={kind} size={size} stroke={1.6} aria-hidden />;
}
