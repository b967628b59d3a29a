import { count, number } from './words';

const rows = (value: number) => count(value, 'row', 'rows');
const people = (value: number) => count(value, 'person', 'people');

export const imports = {
  title: 'Import a list',
  intro:
    'Bring a whole batch at once. Nothing changes until you have seen the result and said yes.',
  back: 'Back to people',
  steps: ['Choose a file', 'Look at the result', 'Done'],
  choose: 'Choose a file',
  drop: 'Drop a CSV or Excel file here',
  dropHint: 'Up to 20 MB. One row for each person, with a heading in the first row.',
  template: 'Download a template',
  templateHint: 'It has the right headings and opens in any spreadsheet.',
  columns: 'Columns',
  columnsHint:
    'name and email are needed. role, phone, roll_number and guardian_email may be left out; without a role everybody becomes a student.',
  notAFile: 'Choose one file that ends in .csv or .xlsx.',
  tooLarge: 'This file is larger than 20 MB. Split the list into several files.',
  uploading: (name: string) => `Sending ${name} …`,
  reading: 'Reading every row …',
  readingHint: 'You may leave this page and come back; nothing is lost.',
  resultTitle: 'What would happen',
  good: (value: number) => `${rows(value)} can be imported`,
  bad: (value: number) =>
    value === 0
      ? 'No row has a problem'
      : `${rows(value)} ${value === 1 ? 'has' : 'have'} a problem`,
  total: (value: number) => `${rows(value)} in the file`,
  nothingYet: 'Nothing has been changed yet.',
  badStay:
    'Rows with a problem are left out. Fix them in your file and import it again: people who are already there are not added twice.',
  allBad: 'No row can be imported. Fix the problems in your file and choose it again.',
  onlyBad: 'Only rows with a problem',
  everyRow: 'Every row',
  show: 'Show',
  problemsCsv: 'Download the problems',
  rows: 'Rows of the file',
  row: 'Row',
  name: 'Name',
  email: 'E-mail',
  problem: 'Problem',
  column: (name: string) => `Column “${name}”`,
  fine: 'Fine',
  loadMore: 'Show more rows',
  sendNow: 'Send invitations now',
  sendNowHint: 'Otherwise they wait in the directory until you send them.',
  confirm: (value: number) => `Import ${people(value)}`,
  discard: 'Discard',
  discardTitle: 'Discard this import?',
  discardHint: 'Nothing was changed. The file is forgotten; you can choose it again.',
  discarded: 'The import was discarded',
  applying: (done: number, all: number) =>
    `${number.format(done)} of ${number.format(all)} imported`,
  applyingTitle: 'Importing …',
  doneTitle: (value: number) => `${people(value)} imported`,
  doneHint: 'They are in the directory now.',
  doneBad: (value: number) =>
    `${rows(value)} with a problem ${value === 1 ? 'was' : 'were'} left out.`,
  toPeople: 'See the people',
  again: 'Import another file',
  failedTitle: 'This file could not be read',
  failedHint: 'Nothing was changed.',
  /** What to do, for the problems whose own sentence does not say it. */
  fixes: {
    already_member: 'You can leave the row as it is: nobody is added twice.',
    too_long: 'Shorten it.',
  } as Readonly<Record<string, string>>,
  csvHeadings: ['row', 'name', 'email', 'column', 'problem', 'how to fix'],
};
