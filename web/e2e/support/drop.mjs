/**
 * Drops real files and folders of this machine onto a page, the way a person's
 * mouse would: by the browser's own drag events, not by made-up ones.
 * @param {import('playwright-core').Page} page
 */
export async function drop(page, paths, { x = 400, y = 400 } = {}) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await session.detach();
}
