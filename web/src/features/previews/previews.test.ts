import { describe, expect, test } from 'vitest';
import { previewKind } from './preview_kind';
import { decode } from './text_view/decode';
import { zoomBy } from './zoom';

const utf8 = (text: string) => new TextEncoder().encode(text);

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++)
    view.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  return new Uint8Array(view.buffer);
}

describe('the text of a file', () => {
  const german = 'Grüße aus Köln, und schöne Tage.\n';

  test('is read as it was written, with or without a mark', () => {
    const expectText = (bytes: Uint8Array, encoding: string) =>
      expect(decode(bytes, true)).toEqual({ is: 'text', text: german, encoding });
    expectText(utf8(german), 'utf-8');
    expectText(utf8(`\uFEFF${german}`), 'utf-8');
    expectText(utf16(`\uFEFF${german}`, true), 'utf-16le');
    expectText(utf16(`\uFEFF${german}`, false), 'utf-16be');
    expectText(utf16(german, true), 'utf-16le');
    expectText(
      Uint8Array.from(german, (letter) => letter.charCodeAt(0)),
      'windows-1252',
    );
  });

  test('may end in the middle of a character only where it was cut', () => {
    const cut = utf8('नमस्ते').subarray(0, 16);
    expect(decode(cut, false)).toMatchObject({ encoding: 'utf-8', text: 'नमस्त' });
    expect(decode(cut, true)).toMatchObject({ encoding: 'windows-1252' });
  });

  test('is not invented for a program’s data', () => {
    expect(decode(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]), true).is).toBe(
      'binary',
    );
    expect(decode(utf8('\u001b[32mgreen\u001b[0m\n'), true).is).toBe('text');
  });
});

describe('the kind of preview', () => {
  const kindOf = (name: string, media_type: string | null) =>
    previewKind({ kind: 'file', name, media_type });

  test('follows the media type, and the name where that knows better', () => {
    expect(kindOf('a.png', 'image/png')).toBe('image');
    expect(kindOf('a.tiff', 'image/tiff')).toBe('none');
    expect(kindOf('a.pdf', 'application/pdf')).toBe('pdf');
    expect(kindOf('a.ts', 'video/mp2t')).toBe('text');
    expect(kindOf('a.mp4', 'video/mp4')).toBe('video');
    expect(kindOf('a.flac', 'audio/flac')).toBe('audio');
    expect(kindOf('page.html', 'text/html; charset=utf-8')).toBe('text');
    expect(kindOf('data', 'application/vnd.api+json')).toBe('text');
    expect(kindOf('Makefile', 'application/octet-stream')).toBe('text');
    expect(kindOf('a.bin', 'application/octet-stream')).toBe('none');
    expect(kindOf('a', null)).toBe('none');
  });

  test('of a folder is none', () => {
    expect(previewKind({ kind: 'folder', name: 'a.png', media_type: null })).toBe('none');
  });
});

test('zoom goes in steps from what is seen, and ends at both ends', () => {
  expect(zoomBy('fit', 'in', 0.3)).toBe(0.5);
  expect(zoomBy('fit', 'out', 0.3)).toBe(0.25);
  expect(zoomBy(1, 'in', 0.3)).toBe(1.5);
  expect(zoomBy(8, 'in', 1)).toBe(8);
  expect(zoomBy(0.1, 'out', 1)).toBe(0.1);
});
