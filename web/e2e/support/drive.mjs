/** The drive the way a person works with it. */

/** @param {import('playwright-core').Page} page */
export function driveOf(page) {
  const list = page.getByRole('grid', { name: /files/i });
  const row = (name) => list.getByRole('row').filter({ hasText: name });
  return {
    list,
    row,
    /** Chooses one row and nothing else. */
    choose: async (name) => {
      await row(name)
        .first()
        .click({ position: { x: 300, y: 20 } });
    },
    openFolder: async (name) => {
      await row(name)
        .first()
        .dblclick({ position: { x: 300, y: 20 } });
      await page.getByRole('heading', { level: 1, name }).waitFor();
    },
    /** Runs an action from the row's own menu. */
    act: async (name, action) => {
      await page.getByRole('button', { name: `Actions for ${name}` }).click();
      await page.getByRole('menuitem', { name: action }).click();
    },
    /** Chooses files in the system's dialog, as the "New" menu opens it. */
    upload: async (what, paths) => {
      const dialog = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'New', exact: true }).click();
      await page.getByRole('menuitem', { name: what }).click();
      await (await dialog).setFiles(paths);
    },
  };
}

/** @param {import('playwright-core').Page} page */
export function trayOf(page) {
  const tray = page.getByRole('region', { name: 'Uploads' });
  return {
    tray,
    says: (words, timeout = 60_000) => tray.getByText(words).first().waitFor({ timeout }),
    button: (name) => tray.getByRole('button', { name }),
  };
}

/** Lets large files travel in small pieces, so that a test need not send gigabytes. */
export async function inSmallPieces(page, { pieceBytes, wholeUpToBytes }) {
  await page.addInitScript(
    ([piece, whole]) => {
      localStorage.setItem('lyceum.uploads.pieceBytes', piece);
      localStorage.setItem('lyceum.uploads.wholeUpToBytes', whole);
    },
    [String(pieceBytes), String(wholeUpToBytes)],
  );
  await page.reload();
}

/** The line between this page and the server: fast at first. */
export async function lineOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const set = (offline, uploadThroughput) =>
    session.send('Network.emulateNetworkConditions', {
      offline,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  return {
    slow: (bytesPerSecond) => set(false, bytesPerSecond),
    cut: () => set(true, -1),
    fast: () => set(false, -1),
  };
}

/**
 * Lets so many pieces of an upload through and holds the next one in the
 * browser, however fast or slow this machine is.
 * @returns `held`, which comes true when a piece waits, and `open`, which lets
 * everything pass from then on.
 */
export async function gateAfter(page, pieces) {
  let seen = 0;
  let open;
  let hold;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  const held = new Promise((resolve) => {
    hold = resolve;
  });
  await page.route('**/api/uploads/*', async (route) => {
    if (route.request().method() === 'PATCH' && ++seen > pieces) {
      hold();
      await opened;
    }
    // A page that was left meanwhile has taken its request along.
    await route.continue().catch(() => undefined);
  });
  return { held, open };
}
