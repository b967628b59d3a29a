/**
 * The tables that pdf.js needs for some files: character maps of East Asian
 * fonts and decoders of scanned pages. They are part of this app, fetched only
 * when a file asks for them, and never from anywhere else.
 */

const addresses: Readonly<Record<string, string>> = {
  ...import.meta.glob<string>('/node_modules/pdfjs-dist/cmaps/*.bcmap', {
    query: '?url',
    import: 'default',
    eager: true,
  }),
  ...import.meta.glob<string>('/node_modules/pdfjs-dist/wasm/*.wasm', {
    query: '?url',
    import: 'default',
    eager: true,
  }),
};

const folders: Readonly<Record<string, string>> = { cMapUrl: 'cmaps', wasmUrl: 'wasm' };

/** Handed to pdf.js, which makes one and asks it for files by kind and name. */
export class BundledResources {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const address = addresses[`/node_modules/pdfjs-dist/${folders[kind]}/${filename}`];
    if (address === undefined) throw new Error(`${filename} is not part of this app.`);
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${filename} could not be loaded.`);
    return new Uint8Array(await response.arrayBuffer());
  }
}
