import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { openPdf } from './open';

export type PdfState =
  | { readonly is: 'loading' }
  | { readonly is: 'ready'; readonly pdf: PDFDocumentProxy }
  | { readonly is: 'locked' }
  | { readonly is: 'broken' };

/** Opens the PDF at this address and closes it when it is no longer shown. */
export function usePdf(address: string): PdfState {
  const [state, setState] = useState<PdfState>({ is: 'loading' });
  useEffect(() => {
    let gone = false;
    let task: PDFDocumentLoadingTask | null = null;
    const open = async (): Promise<PdfState> => {
      task = await openPdf(address);
      return { is: 'ready', pdf: await task.promise };
    };
    setState({ is: 'loading' });
    void open()
      .catch((error: unknown): PdfState => ({ is: isLocked(error) ? 'locked' : 'broken' }))
      .then((next) => {
        if (gone) void task?.destroy();
        else setState(next);
      });
    return () => {
      gone = true;
      void task?.destroy();
    };
  }, [address]);
  return state;
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && error.name === 'PasswordException';
}
