/** How many digits every code of ours has. */
export const codeLength = 6;

const devanagariZero = 0x0966;

/**
 * The digits of what was typed or pasted, at most six. Codes arrive as "123 456"
 * or "123-456", and a Hindi keyboard may write them as १२३४५६.
 */
export function digitsOf(typed: string): string {
  return [...typed.normalize('NFKC')]
    .map((letter) => {
      const place = (letter.codePointAt(0) ?? 0) - devanagariZero;
      return place >= 0 && place <= 9 ? String(place) : letter;
    })
    .filter((letter) => letter >= '0' && letter <= '9')
    .slice(0, codeLength)
    .join('');
}
