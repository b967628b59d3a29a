export const previews = {
  close: 'Close the preview',
  previous: 'Previous file',
  next: 'Next file',
  download: 'Download',
  loading: 'Loading the preview',
  broken: 'This file cannot be shown',
  brokenHint:
    'It may be damaged, or of a kind this browser does not know. Download it to open it in another program.',
  none: 'No preview for this kind of file',
  noneHint: 'Download it to open it in another program.',
  facts: { size: 'Size', kind: 'Kind', modified: 'Modified', sha256: 'SHA-256' },
  image: {
    zoom: 'Zoom',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Fit to the window',
    fitted: 'Fitted',
    view: (name: string) => `Picture ${name}`,
  },
  pdf: {
    pages: (name: string) => `Pages of ${name}`,
    page: (number: number, all: number) => `Page ${number} of ${all}`,
    locked: 'This PDF is locked with a password. Download it to open it in another program.',
  },
  text: {
    contents: (name: string) => `Contents of ${name}`,
    empty: 'This file is empty.',
    cut: (shown: string, all: string) =>
      `The first ${shown} of ${all}. Download the file to read the rest.`,
    binary: 'This looks like a program’s data rather than text.',
  },
};
