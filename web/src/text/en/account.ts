export const account = {
  email: 'E-mail',
  password: 'Password',
  name: 'Your name',
  passwordHint: 'At least 8 characters. A short sentence is easy to remember.',
  showPassword: 'Show or hide the password',
  emailInvalid: 'Write an e-mail address like name@example.org.',
  nameEmpty: 'Write your name.',
  passwordShort: 'Use at least 8 characters.',
  passwordEmpty: 'Write your password.',
  signIn: {
    title: 'Welcome back',
    submit: 'Sign in',
    noAccount: 'No account yet?',
    register: 'Create one',
  },
  register: {
    title: 'Create your account',
    intro: 'You get your own drive, visible to nobody else.',
    submit: 'Create account',
    haveAccount: 'Already have an account?',
    signIn: 'Sign in',
    closed: 'New accounts are not open here. Ask whoever runs this Lyceum to add you.',
  },
  setup: {
    step: 'First start',
    title: 'Make this Lyceum yours',
    intro:
      'Nobody has an account here yet. The first one becomes the owner, who looks after the storage and the people.',
    submit: 'Create the owner account',
    points: [
      [
        'Sealed before it is stored',
        'Every file is encrypted in pieces; the disks see no names and no contents.',
      ],
      [
        'Kept in several places',
        'Lose a disk, and everything still opens. Copies come back by themselves.',
      ],
      ['Yours alone', 'It runs on your machine and talks to nobody else.'],
    ],
  },
};
