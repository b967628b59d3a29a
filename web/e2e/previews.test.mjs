/** Looking into files without leaving the drive. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driveOf } from './support/drive.mjs';
import { noise, pdf, png, wav } from './support/files.mjs';
import { stage } from './support/stage.mjs';

const set = stage({
  prepare: async (ada) => {
    await ada.put('/1 picture.png', png(300));
    await ada.put('/2 notes.md', `# Grüße\n${'a line of text\n'.repeat(60_000)}`);
    await ada.put('/3 paper.pdf', pdf(['First page here', 'Second page here', 'Third page']));
    await ada.put('/4 tone.wav', wav(30));
    await ada.put('/5 broken.png', noise(500));
  },
});

async function preview(name) {
  const opened = await set.open();
  /** Addresses of which only a part was asked for. */
  const partial = [];
  opened.page.on('response', (answer) => {
    if (answer.status() === 206) partial.push(answer.url());
  });
  const drive = driveOf(opened.page);
  await drive
    .row(name)
    .first()
    .dblclick({ position: { x: 300, y: 20 } });
  const dialog = opened.page.getByRole('dialog', { name });
  await dialog.waitFor();
  const done = async () => {
    opened.watch.assertQuiet();
    await opened.context.close();
  };
  return { ...opened, dialog, partial, done };
}

test('a picture is drawn, enlarged, and left with Escape', async () => {
  const { page, dialog, done } = await preview('1 picture.png');
  const picture = dialog.getByRole('img', { name: '1 picture.png' });
  await picture.waitFor();
  const width = async () => (await picture.boundingBox()).width;
  assert.equal(await width(), 300);
  await dialog.getByRole('button', { name: 'Zoom in' }).click();
  assert.equal(await width(), 450);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await done();
});

test('arrows go through the folder', async () => {
  const { page, dialog, done } = await preview('1 picture.png');
  await dialog.getByRole('img', { name: '1 picture.png' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('dialog', { name: '2 notes.md' }).waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('dialog', { name: '1 picture.png' }).waitFor();
  await done();
});

test('a long text is read from its beginning only', async () => {
  const { page, dialog, done } = await preview('2 notes.md');
  await dialog.getByText('# Grüße').waitFor();
  await dialog.getByText(/The first 512 KiB of/).waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Grüße' }).count(), 0);
  await done();
});

test('a PDF is drawn page by page, with its words', async () => {
  const { dialog, done } = await preview('3 paper.pdf');
  await dialog.getByText('First page here').waitFor();
  const first = dialog.getByRole('article', { name: 'Page 1 of 3' });
  const inked = await first.locator('canvas').evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, at) => at % 4 === 0 && value < 128).length;
  });
  assert.ok(inked > 50, 'letters are drawn');
  await dialog.getByRole('article', { name: 'Page 3 of 3' }).scrollIntoViewIfNeeded();
  await dialog.getByText('Third page').waitFor();
  await done();
});

test('sound plays from any place, by ranges', async () => {
  const { dialog, partial, done } = await preview('4 tone.wav');
  const player = dialog.locator('audio');
  await player.evaluate(
    (audio) =>
      new Promise((resolve, reject) => {
        audio.onseeked = resolve;
        audio.onerror = () => reject(new Error(audio.error?.message));
        audio.currentTime = 20;
      }),
  );
  assert.ok((await player.evaluate((audio) => audio.duration)) > 29);
  assert.ok(partial.length > 0, 'the player asks for parts');
  await done();
});

/** A second of video that the browser itself has recorded, as bytes. */
async function recordedVideo(page) {
  const base64 = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 });
    const pen = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' });
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => {
      recorder.onstop = resolve;
    });
    recorder.start();
    for (let frame = 0; frame < 25; frame++) {
      pen.fillStyle = `hsl(${frame * 14} 80% 50%)`;
      pen.fillRect(0, 0, 160, 90);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  return Buffer.from(base64, 'base64');
}

test('a video plays, asked for by ranges', async () => {
  const studio = await set.open();
  await set.ada.put('/6 clip.webm', await recordedVideo(studio.page));
  await studio.context.close();
  const { dialog, partial, done } = await preview('6 clip.webm');
  const size = await dialog.locator('video').evaluate(
    (video) =>
      new Promise((resolve, reject) => {
        const tell = () => resolve([video.videoWidth, video.videoHeight]);
        video.onloadeddata = tell;
        video.onerror = () => reject(new Error(video.error?.message));
        if (video.readyState >= 2) tell();
      }),
  );
  assert.deepEqual(size, [160, 90]);
  assert.ok(partial.length > 0, 'the player asks for parts');
  await done();
});

test('a file that cannot be shown offers its facts and the download', async () => {
  const { page, dialog, done } = await preview('5 broken.png');
  await dialog.getByText('image/png').waitFor();
  const download = page.waitForEvent('download');
  await dialog.getByRole('link', { name: 'Download' }).last().click();
  assert.equal((await download).suggestedFilename(), '5 broken.png');
  await done();
});
