import { count } from './words';

const tries = (left: number) => count(left, 'try', 'tries');

/** The door: signing in, registering, joining, a forgotten password. */
export const account = {
  email: 'E-mail',
  password: 'Password',
  newPassword: 'New password',
  name: 'Your name',
  showPassword: 'Show or hide the password',
  emailInvalid: 'Write an e-mail address like name@example.org.',
  nameEmpty: 'Write your name.',
  passwordShort: 'Use at least 8 characters.',
  passwordEmpty: 'Write your password.',
  or: 'or',
  language: 'Language',

  strength: {
    label: 'Strength of the password',
    empty: 'At least 8 characters. A short sentence is easy to remember.',
    short: (left: number) => `${count(left, 'more character', 'more characters')} needed.`,
    common: 'Too common: it would be guessed first. Choose other words.',
    personal: 'Easy to guess for people who know you. Leave out your name and e-mail.',
    fair: 'Good enough. One more word makes it much stronger.',
    good: 'Good. Hard to guess.',
    strong: 'Very good.',
  },
  passwordRefused: {
    too_short: 'Use at least 8 characters.',
    too_long: 'This is longer than we can take. Use at most 256 characters.',
    too_common: 'Too many people use this password. Choose other words.',
    too_personal: 'Leave your name and e-mail address out of the password.',
  } as Readonly<Record<string, string>>,

  code: {
    label: 'Six-digit code',
    incomplete: 'The code has six digits.',
    wrong: (left: number | null) =>
      left === null
        ? 'That code is not right. Check it and try again.'
        : `That code is not right. ${tries(left)} left.`,
    resend: 'Send a new code',
    resendIn: (time: string) => `Send a new code in ${time}`,
    resent: 'A new code is on its way. Older codes no longer count.',
    submit: 'Go on',
    spam: 'Nothing there? Look into the spam folder.',
  },

  signIn: {
    title: 'Welcome back',
    submit: 'Sign in',
    noAccount: 'No account yet?',
    register: 'Create one',
    forgot: 'Forgot your password?',
    wrong: 'E-mail or password is not right. Check both and try again.',
    passkey: 'Sign in with a passkey',
    google: 'Continue with Google',
    over: 'That took too long or too many tries. Write your password once more to start again.',
    looking: 'One moment …',
  },

  /** Said above the form when the session on this device has ended. */
  ended: {
    title: 'You are signed out here',
    taken_over:
      'You were signed in on another device, and only so many may be signed in at once. If that was not you, sign in and change your password.',
    signed_out: 'This device was signed out from another one.',
    ended_by_administrator:
      'An administrator signed you out. Sign in again, or ask them if you do not know why.',
    password_changed: 'Your password was changed, so every other device was signed out.',
    idle: 'Nothing happened here for a long time.',
    expired: 'It has been a while since you signed in. Sign in again to go on.',
    deactivated: 'Your account was deactivated. Ask your institute if you think this is a mistake.',
    ended: 'Sign in again to go on.',
    kept: 'Afterwards you are back where you were. Uploads wait for you.',
  },

  factor: {
    titles: {
      email: 'Look into your mail',
      totp: 'Open your authenticator app',
      passkey: 'Use your passkey',
      recovery: 'Write a recovery code',
    },
    email: (address: string) => `We sent a code to ${address}. It works for ten minutes.`,
    emailLater: (address: string) =>
      `${address} got several codes lately. Wait a little, then ask for a new one.`,
    totp: 'Write the six digits it shows for Lyceum.',
    passkey: 'Your device asks for your finger, your face or its code.',
    recovery:
      'One of the ten codes you kept when you added your authenticator app. Each works once.',
    recoveryLabel: 'Recovery code',
    recoveryEmpty: 'Write one of your recovery codes.',
    usePasskey: 'Use passkey',
    remember: 'Remember this device for 90 days',
    rememberHint: 'Only on a device that nobody else uses.',
    another: 'Try another way',
    ways: {
      email: 'A code by e-mail',
      totp: 'A code from my authenticator app',
      passkey: 'A passkey',
      recovery: 'A recovery code',
    },
    startAgain: 'Start again',
  },

  full: {
    title: 'You are signed in elsewhere',
    oldest_stays: (amount: number) =>
      amount === 1
        ? 'Your institute allows one device at a time. Sign out there to go on here. What is unsaved there is kept.'
        : `Your institute allows ${amount} devices at a time. Sign out there to go on here. What is unsaved there is kept.`,
    ask: 'Choose where to sign out, so that you can go on here. What is unsaved there is kept.',
    choose: 'Where to sign out',
    submit: 'Sign out there and go on',
    nothing: 'Choose at least one device.',
    stay: 'Leave it as it is',
  },

  register: {
    title: 'Create your account',
    intro: 'You get your own drive, visible to nobody else.',
    submit: 'Create account',
    haveAccount: 'Already have an account?',
    signIn: 'Sign in',
    closed: 'New accounts are not open here. Ask whoever runs this Lyceum to add you.',
    confirmTitle: 'Confirm your e-mail',
    confirm: (address: string) =>
      `We sent a code to ${address}. Write it here, and the account is yours.`,
    otherAddress: 'Use another address',
  },

  join: {
    title: (institute: string) => `Join ${institute}`,
    invited: (role: string) => `You are invited as ${role}.`,
    roles: {
      owner: 'owner',
      administrator: 'administrator',
      staff: 'staff',
      teacher: 'teacher',
      student: 'student',
      guardian: 'guardian',
    } as Readonly<Record<string, string>>,
    as: (email: string) => `Your e-mail: ${email}`,
    submit: 'Create account and join',
    accept: 'Join',
    acceptAs: (name: string) => `You are signed in as ${name}.`,
    otherPerson: 'This invitation is for somebody else’s address. Sign out to use it.',
    signOut: 'Sign out',
    haveAccount: 'You have an account here already. Sign in to join.',
    useAccount: 'Have an account already? Sign in to join',
    newAccount: 'No account yet? Create one',
    until: (when: string) => `The invitation ends ${when}.`,
    overTitle: 'This invitation is over',
    over: 'It was used already, has expired or was taken back. If you joined before, just sign in. Otherwise ask whoever invited you to send a new one.',
    signIn: 'Go to sign in',
    logo: (institute: string) => `Logo of ${institute}`,
  },

  reset: {
    title: 'Forgot your password?',
    intro: 'Write your e-mail address. We send a link with which you choose a new password.',
    submit: 'Send the link',
    sentTitle: 'Look into your mail',
    sent: (email: string) =>
      `If there is an account for ${email}, a link is on its way. It works for 30 minutes.`,
    again: 'Use another address',
    back: 'Back to sign in',
    newTitle: 'Choose a new password',
    newFor: (hint: string) => `For the account of ${hint}.`,
    newSubmit: 'Save the new password',
    doneTitle: 'Your password is changed',
    done: 'All devices were signed out, so nobody stays in with the old one. Your authenticator app and passkeys are as before.',
    signIn: 'Sign in',
    overTitle: 'This link is over',
    over: 'It was used already or is older than 30 minutes. Ask for a new one.',
    ask: 'Ask for a new link',
  },

  google: {
    GOOGLE_DENIED: 'You did not let Google tell us who you are. Try again, or sign in another way.',
    GOOGLE_UNVERIFIED:
      'Google has not confirmed that e-mail address. Confirm it there first, or sign in another way.',
    GOOGLE_UNKNOWN:
      'No account here is linked with that Google account. Sign in another way, then link it on the Security page.',
    GOOGLE_DOMAIN: 'Your institute allows only its own Google addresses. Choose that account.',
    GOOGLE_STATE: 'That took too long or was opened twice. Try again.',
    GOOGLE_FAILED: 'Google did not answer as it should. Try again in a moment.',
    GOOGLE_TAKEN: 'That Google account is linked with another account here.',
    GOOGLE_OTHER_ADDRESS:
      'The invitation is for another e-mail address. Choose that Google account, or join with a password.',
    REGISTRATION_CLOSED: 'New accounts are not open here. Ask whoever runs this Lyceum to add you.',
    INVITATION_OVER: 'That invitation is over. Ask whoever invited you for a new one.',
    other: 'Signing in with Google did not work. Try again, or sign in another way.',
  } as Readonly<Record<string, string>>,

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
