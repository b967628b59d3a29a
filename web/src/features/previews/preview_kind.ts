import type { Entry } from '@/api/types';

/** How a file can be shown inside the app. */
export type PreviewKind = 'image' | 'pdf' | 'text' | 'audio' | 'video' | 'none';

/** Picture formats that browsers draw by themselves. */
const IMAGES = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/svg+xml',
  'image/x-icon',
  'image/vnd.microsoft.icon',
]);

/** Types outside `text/` that people read as text. */
const TEXTUAL =
  /^application\/(json|.+\+json|xml|.+\+xml|yaml|x-yaml|toml|javascript|ecmascript|sql|x-sh|x-httpd-php|rtf|x-ndjson|x-tex|graphql)$/;

const TEXT_NAMES =
  /(\.(txt|md|markdown|rst|log|csv|tsv|json|jsonl|ya?ml|toml|ini|conf|cfg|env|xml|html?|css|scss|less|m?jsx?|cjs|m?tsx?|rs|py|rb|go|java|kt|swift|c|h|cc|cpp|hpp|cs|php|pl|lua|sh|bash|zsh|fish|ps1|bat|sql|r|jl|hs|ml|ex|exs|erl|clj|scala|dart|zig|nim|vue|svelte|tex|bib|diff|patch|lock|gitignore|gradle|cmake|proto|graphql|srt|vtt)|^(readme|licen[cs]e|changelog|authors|makefile|dockerfile|justfile|todo|notice))$/i;

export function previewKind({
  kind,
  name,
  media_type,
}: Pick<Entry, 'kind' | 'name' | 'media_type'>): PreviewKind {
  if (kind === 'folder') return 'none';
  const type = media_type?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (IMAGES.has(type)) return 'image';
  if (type === 'application/pdf') return 'pdf';
  // TypeScript's ending is also that of an MPEG stream; the name knows better.
  if (TEXT_NAMES.test(name)) return 'text';
  if (type.startsWith('audio/')) return 'audio';
  if (type.startsWith('video/')) return 'video';
  if (type.startsWith('text/') || TEXTUAL.test(type)) return 'text';
  return 'none';
}
