/** Makes the pictures in the documents: `npm run screenshots`. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Account } from './support/account.mjs';
import { launchBrowser, openPage } from './support/browser.mjs';
import { driveOf, trayOf } from './support/drive.mjs';
import { noise, pdf, png, Scratch, wav } from './support/files.mjs';
import { Institute } from './support/institute.mjs';
import { Mailbox } from './support/mail.mjs';
import { Server } from './support/server.mjs';

const FOLDER = join(import.meta.dirname, '../../docs/images');
const MIB = 1024 * 1024;

const CONTENTS = {
  '/Answer sheets/roll 1.pdf': pdf(['Answers']),
  '/Physics/Optics/lenses.pdf': pdf(['Lenses']),
  '/Chemistry/periodic table.png': png(200),
  '/Lecture 12, waves.wav': wav(60),
  '/Timetable, autumn term.csv': 'day,hour,room\n'.repeat(400),
  '/Reading list.md': '# Reading list\n'.repeat(90),
  '/Problem set 7.pdf': pdf(['Problems', 'More problems']),
  '/Group photo.png': png(640, [170, 190, 180]),
  '/measurements.bin': noise(5 * MIB),
};

const PEOPLE = [
  ['teacher', 'Asha Rao'],
  ['teacher', 'Ben Shah'],
  ['staff', 'Chitra Iyer'],
  ['student', 'Dev Nair'],
  ['student', 'Esha Khan'],
  ['student', 'Farhan Das'],
  ['guardian', 'Gita Patel'],
];

const mail = await Mailbox.start();
const server = await Server.start(mail.environment);
const browser = await launchBrowser();
const scratch = await Scratch.create();
try {
  const ada = await Account.register(server, { name: 'Ada Lovelace', mail });
  for (const [path, content] of Object.entries(CONTENTS)) await ada.put(path, content);
  const { page } = await openPage(browser, server, { account: ada, deviceScaleFactor: 1.5 });
  const drive = driveOf(page);
  const paths = [];
  for (const name of ['Notes on optics.pdf', 'Lab report.md', 'Slides, week 3.pdf']) {
    paths.push(await scratch.write(name, noise(MIB, name.length)));
  }
  await drive.upload('Upload files', paths);
  await trayOf(page).says('3 files uploaded and verified');
  await page.mouse.move(1000, 60);
  await page.waitForTimeout(500);
  await mkdir(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, 'drive.png') });
  await picturesOfAnInstitute(ada);
} finally {
  await browser.close();
  await server.stop();
  await mail.stop();
  await scratch.remove();
}

/** The home page of an owner, and the directory on a phone. */
async function picturesOfAnInstitute(owner) {
  const academy = await Institute.open(owner);
  for (const [role, name] of PEOPLE) {
    const email = `${name.toLowerCase().replace(' ', '.')}@example.org`;
    if (role === 'teacher') await academy.join(role, name, email);
    else await academy.invite(role, name, email);
  }
  const desk = await openPage(browser, server, {
    account: owner,
    path: academy.page(),
    deviceScaleFactor: 1.5,
  });
  await desk.page.getByText('have joined').waitFor();
  await desk.page.waitForTimeout(500);
  await desk.page.screenshot({ path: join(FOLDER, 'institute.png') });
  const phone = await openPage(browser, server, {
    account: owner,
    path: academy.page('/people'),
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
  });
  await phone.page.getByText('Asha Rao').waitFor();
  await phone.page.waitForTimeout(500);
  await phone.page.screenshot({ path: join(FOLDER, 'people.png') });
}
