/**
 * Drops real files and folders of this machine onto a page, the way a person's
 * mouse would: by the browser's own drag events, not by made-up ones.
 * @param {import('playwright-core').Page} page
 */
export async function drop(page, paths, { x = 400, y = 400 } = {}) {
  const session = await page.context().newCDPSession(page);
  await untilItListens(session);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await session.detach();
}

const PATIENCE_MS = 15_000;

/** A drop before the page is ready for it would be lost without a trace. */
async function untilItListens(session) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await listensForDrops(session))) {
    if (Date.now() > deadline) throw new Error('Nothing on this page listens for drops.');
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

async function listensForDrops(session) {
  const { result } = await session.send('Runtime.evaluate', { expression: 'window' });
  const { objectId } = result;
  const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId });
  await session.send('Runtime.releaseObject', { objectId });
  return listeners.some(({ type }) => type === 'drop');
}
