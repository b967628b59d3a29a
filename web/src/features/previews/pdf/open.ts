/**
 * Opens PDFs with pdf.js, which draws them on canvases in our page. Handing
 * them to the browser's own viewer is not possible: contents are served so
 * that they cannot be framed. The library is loaded when the first PDF opens.
 */

import type { PDFDocumentLoadingTask } from 'pdfjs-dist';
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

/** One request for each stretch of a file that the pages in view need. */
const RANGE_BYTES = 256 * 1024;

export async function openPdf(address: string): Promise<PDFDocumentLoadingTask> {
  const [{ getDocument, GlobalWorkerOptions }, { BundledResources }] = await Promise.all([
    import('pdfjs-dist'),
    import('./resources'),
  ]);
  GlobalWorkerOptions.workerSrc = workerAddress;
  return getDocument({
    url: address,
    rangeChunkSize: RANGE_BYTES,
    disableAutoFetch: true,
    disableStream: true,
    isEvalSupported: false,
    enableXfa: false,
    useWorkerFetch: false,
    useSystemFonts: true,
    BinaryDataFactory: BundledResources,
    verbosity: 0,
  });
}
