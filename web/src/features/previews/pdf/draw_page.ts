import type { PDFDocumentProxy, PDFPageProxy, RenderTask } from 'pdfjs-dist';

/** More would only cost memory: a page at twice its size is sharp on every screen. */
const DENSEST = 2;

export interface Drawing {
  /** Ends the drawing and frees what it holds. */
  stop(): void;
}

/**
 * Draws a page onto `picture` and lays its text over it. `onShape` hears the
 * true height divided by width.
 */
export function drawPage(
  pdf: PDFDocumentProxy,
  number: number,
  width: number,
  picture: HTMLCanvasElement,
  letters: HTMLElement,
  onShape: (shape: number) => void,
): Drawing {
  let stopped = false;
  let render: RenderTask | null = null;
  const draw = async () => {
    const page = await pdf.getPage(number);
    if (stopped) return;
    const natural = page.getViewport({ scale: 1 });
    onShape(natural.height / natural.width);
    render = renderOnto(picture, page, width / natural.width);
    await render.promise;
    if (!stopped) await layText(page, width / natural.width, letters);
  };
  // A page that cannot be drawn stays white; its neighbours are not its fault.
  void draw().catch(() => undefined);
  return {
    stop: () => {
      stopped = true;
      render?.cancel();
      picture.width = 0;
    },
  };
}

function renderOnto(picture: HTMLCanvasElement, page: PDFPageProxy, scale: number): RenderTask {
  const density = Math.min(DENSEST, window.devicePixelRatio || 1);
  const viewport = page.getViewport({ scale: scale * density });
  picture.width = Math.floor(viewport.width);
  picture.height = Math.floor(viewport.height);
  return page.render({ canvas: picture, viewport });
}

async function layText(page: PDFPageProxy, scale: number, letters: HTMLElement): Promise<void> {
  const { TextLayer } = await import('pdfjs-dist');
  letters.replaceChildren();
  letters.style.setProperty('--total-scale-factor', String(scale));
  const layer = new TextLayer({
    textContentSource: page.streamTextContent(),
    container: letters,
    viewport: page.getViewport({ scale }),
  });
  await layer.render();
}
