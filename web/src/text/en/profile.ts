export const profile = {
  title: 'Profile',
  area: 'Your account',
  you: 'You',
  name: 'Name',
  email: 'E-mail',
  role: { owner: 'Owner of this Lyceum', member: 'Member' },
  since: (date: string) => `since ${date}`,
  nameSaved: 'Your name was saved',
  appearance: 'Appearance',
  appearanceHint: 'Kept with your account and used on every device.',
  language: 'Language',
  languageHint: 'The page is loaded again in the language you choose.',
};
