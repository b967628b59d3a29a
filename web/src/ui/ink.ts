/** Black or white, whichever reads better on a ground given as `#rrggbb`. */
export function inkOn(ground: string): '#ffffff' | '#1b1a18' {
  return contrast(luminance(ground), 1) >= contrast(luminance(ground), luminance('#1b1a18'))
    ? '#ffffff'
    : '#1b1a18';
}

/** Whether white words on this colour can be read (WCAG 2.2, 1.4.3). */
export function carriesWhite(color: string): boolean {
  return contrast(luminance(color), 1) >= 4.5;
}

export function isColor(word: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(word);
}

/** Relative luminance as WCAG 2 defines it: 0 is black, 1 is white. */
function luminance(color: string): number {
  if (!isColor(color)) return 0;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
