import type { Entry } from '@/api/types';
import { ImageView } from './ImageView';
import { MediaView } from './MediaView';
import { NoPreview } from './NoPreview';
import { PdfView } from './pdf/PdfView';
import { previewKind } from './preview_kind';
import { TextView } from './text_view/TextView';

/** Chooses how to show a file. A new file starts with fresh state: hence the keys. */
export function PreviewBody({ entry }: { entry: Entry }) {
  const key = `${entry.id}/${entry.version}`;
  const kind = previewKind(entry);
  switch (kind) {
    case 'image':
      return <ImageView key={key} entry={entry} />;
    case 'pdf':
      return <PdfView key={key} entry={entry} />;
    case 'text':
      return <TextView key={key} entry={entry} />;
    case 'audio':
    case 'video':
      return <MediaView key={key} entry={entry} kind={kind} />;
    case 'none':
      return <NoPreview key={key} entry={entry} />;
  }
}
