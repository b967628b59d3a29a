import { useElementSize } from '@mantine/hooks';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { contentAddress } from '@/api/calls';
import type { Entry } from '@/api/types';
import { NoPreview } from '../NoPreview';
import styles from '../preview.module.css';
import { Wait } from '../Wait';
import { words } from '../words';
import { PdfPage } from './PdfPage';
import { usePdf } from './use_pdf';

const WIDEST_PAGE_PX = 920;
const MARGIN_PX = 32;

/** A PDF, page below page; each is drawn when it comes near the window. */
export function PdfView({ entry }: { entry: Entry }) {
  const state = usePdf(contentAddress(entry.id, { version: entry.version }));
  switch (state.is) {
    case 'loading':
      return <Wait />;
    case 'locked':
      return <NoPreview entry={entry} hint={words.pdf.locked} />;
    case 'broken':
      return <NoPreview entry={entry} hint={words.brokenHint} />;
    case 'ready':
      return <Pages pdf={state.pdf} name={entry.name} />;
  }
}

function Pages({ pdf, name }: { pdf: PDFDocumentProxy; name: string }) {
  const { ref, width } = useElementSize<HTMLElement>();
  const shape = useFirstPageShape(pdf);
  const pageWidth = Math.min(WIDEST_PAGE_PX, width - MARGIN_PX);
  return (
    <section
      ref={ref}
      className={styles.pages}
      aria-label={words.pdf.pages(name)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: pages scroll and must be reachable by keyboard
      tabIndex={0}
    >
      {shape !== null &&
        pageWidth > 0 &&
        Array.from({ length: pdf.numPages }, (_, index) => (
          <PdfPage
            // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
            key={index}
            pdf={pdf}
            number={index + 1}
            width={pageWidth}
            expectedShape={shape}
          />
        ))}
    </section>
  );
}

/** Height divided by width; most documents are of one shape, so the others are laid out by it at first. */
function useFirstPageShape(pdf: PDFDocumentProxy): number | null {
  const [shape, setShape] = useState<number | null>(null);
  useEffect(() => {
    let gone = false;
    void pdf.getPage(1).then(
      (page) => {
        const { width, height } = page.getViewport({ scale: 1 });
        if (!gone) setShape(height / width);
      },
      () => undefined, // closed meanwhile
    );
    return () => {
      gone = true;
    };
  }, [pdf]);
  return shape;
}
