/** What people look for in a letter: the code to type, the link to open. */
export interface Findings {
  code: string | null;
  link: string | null;
}

/** Reads the plain text; a code stands alone as six digits, maybe with a gap in the middle. */
export function findingsIn(text: string): Findings {
  const withoutLinks = text.replaceAll(/https?:\/\/\S+/g, ' ');
  const code = /(?<![\w.])(\d{3})[ \u00a0]?(\d{3})(?![\w.]\d)(?!\w)/.exec(withoutLinks);
  const link = /https?:\/\/[^\s<>"]+#[^\s<>"]+/.exec(text)?.[0] ?? null;
  return { code: code === null ? null : `${code[1]}${code[2]}`, link };
}
