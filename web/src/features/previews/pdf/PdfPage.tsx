import { useIntersection } from '@mantine/hooks';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import styles from '../preview.module.css';
import { words } from '../words';
import { drawPage } from './draw_page';

interface PdfPageProps {
  pdf: PDFDocumentProxy;
  number: number;
  /** Width on the screen in CSS pixels. */
  width: number;
  /** Height divided by width, until the page itself is known. */
  expectedShape: number;
}

/** One page: a picture of it, with its text invisible on top for reading aloud, searching and copying. */
export function PdfPage({ pdf, number, width, expectedShape }: PdfPageProps) {
  const { ref, entry } = useIntersection({ rootMargin: '100% 0px' });
  const picture = useRef<HTMLCanvasElement>(null);
  const letters = useRef<HTMLDivElement>(null);
  const [shape, setShape] = useState(expectedShape);
  const near = entry?.isIntersecting ?? false;

  useEffect(() => {
    if (!near || !picture.current || !letters.current) return;
    const drawing = drawPage(pdf, number, width, picture.current, letters.current, setShape);
    return () => drawing.stop();
  }, [pdf, number, width, near]);

  return (
    <article
      ref={ref}
      className={styles.page}
      style={{ width, height: width * shape }}
      aria-label={words.pdf.page(number, pdf.numPages)}
    >
      {near && (
        <>
          <canvas ref={picture} aria-hidden />
          <div ref={letters} className={styles.letters} />
        </>
      )}
    </article>
  );
}
