/** The rules of WCAG 2.2 AA, as far as a program can ask them, in every look of the app. */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SIZES = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];

/** A phone and a desk, by day and by night. */
export const LOOKS = ['light', 'dark'].flatMap((colorScheme) =>
  SIZES.map((viewport) => ({ colorScheme, viewport })),
);

export function nameOf({ colorScheme, viewport }) {
  return `${colorScheme} ${viewport.width}`;
}

/** What is seriously wrong with the page as it is now, one line each. */
export async function complaints(page) {
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  // The page's own policy refuses added scripts; this door is the debugger's.
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => axe.run(document, { runOnly: tags }), TAGS);
  const wrong = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
    );
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth > window.innerWidth,
  );
  return sideways ? [...wrong, 'the page scrolls sideways'] : wrong;
}
