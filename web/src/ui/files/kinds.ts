import type { Entry, FileKind } from '@/api/types';

const archives = /\.(zip|7z|rar|tar|gz|tgz|bz2|xz|zst|iso|deb|rpm)$/i;
const documents =
  /\.(pdf|docx?|odt|rtf|xlsx?|ods|csv|pptx?|odp|epub|md|txt|tex|pages|numbers|key)$/i;
const code =
  /\.(rs|tsx?|jsx?|mjs|py|java|kt|c|h|cc|cpp|hpp|cs|go|rb|php|swift|sh|bash|sql|html?|css|scss|json|ya?ml|toml|xml|lua|zig|ipynb)$/i;
const fonts = /\.(ttf|otf|woff2?)$/i;

export type IconKind = FileKind | 'folder' | 'pdf' | 'sheet' | 'slides' | 'font';

/** What a file is, from its media type first and its name second. */
export function fileKind(entry: Pick<Entry, 'media_type' | 'name'>): FileKind {
  const major = entry.media_type?.split('/')[0];
  if (major === 'image' || major === 'video' || major === 'audio') return major;
  if (archives.test(entry.name)) return 'archive';
  if (code.test(entry.name)) return 'code';
  if (documents.test(entry.name) || major === 'text') return 'document';
  return 'other';
}

/** Which picture stands for an entry; finer than its kind. */
export function iconKind(entry: Pick<Entry, 'kind' | 'media_type' | 'name'>): IconKind {
  if (entry.kind === 'folder') return 'folder';
  if (/\.pdf$/i.test(entry.name) || entry.media_type === 'application/pdf') return 'pdf';
  if (/\.(xlsx?|ods|csv|tsv|numbers)$/i.test(entry.name)) return 'sheet';
  if (/\.(pptx?|odp|key)$/i.test(entry.name)) return 'slides';
  if (fonts.test(entry.name)) return 'font';
  return fileKind(entry);
}

/** Pictures small enough to serve as their own thumbnail. */
const largestThumbnail = 3 * 1024 * 1024;
const drawable = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

export function isOwnThumbnail(entry: Entry): boolean {
  return (
    entry.kind === 'file' &&
    entry.media_type !== null &&
    drawable.has(entry.media_type) &&
    entry.size <= largestThumbnail
  );
}
