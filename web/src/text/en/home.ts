import { count, number } from './words';

const people = (value: number) => count(value, 'person', 'people');

export const home = {
  morning: (name: string) => `Good morning, ${name}`,
  day: (name: string) => `Good day, ${name}`,
  evening: (name: string) => `Good evening, ${name}`,
  intro: (role: string, institute: string) => `${role} at ${institute}`,
  checklist: 'To get going',
  checklistDone: (done: number, all: number) =>
    `${number.format(done)} of ${number.format(all)} done`,
  checklistHint: 'You can do these in any order, whenever you like.',
  isDone: 'Done',
  isOpen: 'Open',
  steps: {
    no_mail: {
      title: 'Set up mail',
      hint: 'So that invitations and codes reach people.',
    },
    no_strong_factor: {
      title: 'Protect those who see much',
      hint: 'Let owners and administrators use an authenticator app or a passkey.',
    },
    nobody_invited: {
      title: 'Invite your colleagues',
      hint: 'Administrators, office staff and teachers.',
    },
    no_students: {
      title: 'Bring your students',
      hint: 'A whole batch at once, from a spreadsheet.',
    },
  },
  oneOwner:
    'You are the only owner. Make somebody you trust an owner too, in case you cannot come.',
  people: 'People',
  peopleAll: 'See everybody',
  joined: (joined: number, all: number) => `${number.format(joined)} of ${number.format(all)}`,
  joinedHint: 'have joined',
  missing: (value: number) =>
    value === 0 ? 'Nobody is missing.' : `${people(value)} still on the way.`,
  expired: (value: number) =>
    `${count(value, 'invitation has', 'invitations have')} expired. Send ${value === 1 ? 'it' : 'them'} again.`,
  storage: 'Library',
  storageOpen: 'Open the library',
  storageNearlyFull: 'Nearly full. Empty its trash, or ask whoever runs the server for more.',
  library: 'Library',
  libraryHint: {
    write: 'What everybody at your institute can read. You can add to it.',
    read: 'Papers, notes and recordings your institute shares with you.',
  },
  drive: 'My drive',
  driveHint: 'Your own files, visible to nobody else.',
  security: 'Your account',
  securityMust:
    'Your institute asks for an authenticator app or a passkey. Add one now, before it is needed.',
  securityShould:
    'A passkey or an authenticator app keeps your account safe when a password leaks.',
  audit: 'Lately',
  auditAll: 'The whole trail',
  auditNone: 'Nothing has happened yet.',
};
