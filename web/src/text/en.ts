import { account } from './en/account';
import { audit } from './en/audit';
import { home } from './en/home';
import { imports } from './en/import';
import { institute } from './en/institute';
import { mailbox } from './en/mailbox';
import { directory, invite, person } from './en/people';
import { places } from './en/places';
import { previews } from './en/previews';
import { profile } from './en/profile';
import { security } from './en/security';
import { uploads } from './en/uploads';
import { count, files, filesAndFolders, folders, items, number } from './en/words';

export const en = {
  product: 'Lyceum',
  tagline: 'Your files, sealed and kept in several places at once.',

  common: {
    cancel: 'Cancel',
    close: 'Close',
    save: 'Save',
    saving: 'Saving …',
    saved: 'Saved',
    copy: 'Copy',
    copied: 'Copied',
    undo: 'Undo',
    retry: 'Try again',
    loading: 'Loading …',
    loadMore: 'Load more',
    never: 'never',
    unknown: 'unknown',
    justNow: 'just now',
    duration: {
      rate: (bytes: string) => `${bytes}/s`,
      seconds: (amount: number) => `${amount} s`,
      minutes: (amount: number) => `${amount} min`,
      hours: (amount: number) => `${amount} h`,
      days: (amount: number) => `${amount} d`,
    },
    count,
    items,
    files,
    folders,
  },

  shell: {
    skip: 'Skip to the content',
    navigation: 'Main',
    search: 'Search your drive',
    clearSearch: 'Clear the search',
    // The letters are what is seen; people who speak to their computer say those.
    account: (name: string, letters: string) => `${letters}, account of ${name}`,
    profile: 'Profile',
    shortcuts: 'Keyboard shortcuts',
    signOut: 'Sign out',
    theme: 'Theme',
    themes: { auto: 'Like the system', light: 'Light', dark: 'Dark' },
    drive: 'Drive',
    trash: 'Trash',
    storage: 'Storage',
    used: (used: string, limit: string) => `${used} of ${limit} used`,
    offline: 'No connection to the server. Trying again …',
  },

  places,
  home,
  institute,
  directory,
  person,
  invite,
  imports,
  audit,
  mailbox,

  errors: {
    title: 'This page could not be shown',
    notFoundTitle: 'There is nothing here',
    notFound: 'There is no such page, or it is not yours to see.',
    home: 'Go home',
    loadFailed: 'This could not be loaded',
  },

  problems: {
    VALIDATION: 'Something in the form is not right. Check it and try again.',
    UNAUTHENTICATED: 'Please sign in again.',
    FORBIDDEN: 'You are not allowed to do this.',
    NOT_FOUND: 'It is no longer there. It may have been moved or deleted.',
    CONFLICT: 'It was changed at the same moment. Load the page again and retry.',
    NAME_TAKEN: 'That name is already used here. Choose another one.',
    PRECONDITION_FAILED: 'It was changed in the meantime. Load it again and retry.',
    QUOTA_EXCEEDED: 'Your drive is full. Delete something or empty the trash, then try again.',
    TOO_LARGE: 'This is larger than the server accepts.',
    RANGE_NOT_SATISFIABLE: 'That part of the file does not exist.',
    DATA_UNAVAILABLE:
      'Too many storage places are away to read this file. It is not lost: try again when they are back.',
    STORAGE_UNAVAILABLE:
      'Too few storage places are reachable to keep your file safely. Nothing was stored; try again soon.',
    RATE_LIMITED: 'Too many tries. Wait a moment, then try again.',
    CHECKSUM_MISMATCH: 'The bytes were damaged on the way. Please send the file again.',
    INTERNAL: 'Something went wrong on the server. Try again; if it stays, tell whoever runs it.',
    WRONG_CREDENTIALS: 'E-mail or password is not right. Check both and try again.',
    WRONG_CODE: 'That code is not right. Check it and try again.',
    ATTEMPT_OVER: 'This took too long or too many tries. Start again.',
    STEP_UP_REQUIRED: 'Nothing was changed, because you did not confirm that it is you.',
    SCOPE_MISSING: 'This token may not do that. Make one with more rights.',
    OFFLINE: 'The server does not answer. Check your connection and try again.',
    PASSKEY_CANCELLED: 'No passkey was used. Try again, or choose another way.',
    PASSKEY_EXISTS: 'This device already keeps a passkey for you here.',
    PASSKEY_FAILED: 'Your device could not use the passkey. Try again, or choose another way.',
  },

  account,

  drive: {
    title: 'My drive',
    rows: 'Files and folders',
    new: 'New',
    newFolder: 'New folder',
    uploadFiles: 'Upload files',
    uploadFolder: 'Upload folder',
    listView: 'List',
    gridView: 'Grid',
    view: 'View',
    sortBy: 'Sort by',
    sort: { name: 'Name', modified: 'Modified', size: 'Size', kind: 'Kind' },
    ascending: 'ascending',
    descending: 'descending',
    sortedBy: (key: string, order: string) => `Sorted by ${key}, ${order}`,
    columns: {
      name: 'Name',
      size: 'Size',
      modified: 'Modified',
      where: 'Folder',
      actions: 'Actions',
    },
    folder: 'Folder',
    file: 'File',
    selectAll: 'Select all loaded items',
    select: (name: string) => `Select ${name}`,
    selected: (amount: number) => `${number.format(amount)} selected`,
    clearSelection: 'Clear the selection',
    actionsFor: (name: string) => `Actions for ${name}`,
    actions: {
      open: 'Open',
      preview: 'Preview',
      download: 'Download',
      downloadZip: 'Download as ZIP',
      downloadAll: 'Download this folder',
      details: 'Details',
      versions: 'Versions',
      map: 'Where it lies',
      rename: 'Rename',
      move: 'Move to …',
      copyTo: 'Copy to …',
      cut: 'Cut',
      copy: 'Copy',
      paste: 'Paste here',
      trash: 'Move to trash',
      showInFolder: 'Show in its folder',
      more: 'More actions',
    },
    parent: 'Up to the parent folder',
    path: 'Path',
    emptyTitle: 'Nothing here yet',
    emptyTop:
      'Drag files or whole folders anywhere onto this page, or choose them from your device.',
    emptyReadOnly: 'When somebody adds a file, it appears here.',
    emptyFolder: 'Drag files onto this page to put them into this folder.',
    dropHere: (folder: string) => `Drop to upload into “${folder}”`,
    dropHint: 'Files and whole folders are welcome',
    loaded: (amount: number, more: boolean) => (more ? `${items(amount)} loaded` : items(amount)),
    folderCreated: (name: string) => `Folder “${name}” created`,
    renamed: (name: string) => `Renamed to “${name}”`,
    moved: (amount: number, folder: string) => `${items(amount)} moved to “${folder}”`,
    copied: (amount: number, folder: string) => `${items(amount)} copied to “${folder}”`,
    trashed: (amount: number) => `${items(amount)} moved to trash`,
    undone: 'Undone',
    cutReady: (amount: number) => `${items(amount)} ready to move. Go to a folder and paste.`,
    copyReady: (amount: number) => `${items(amount)} ready to copy. Go to a folder and paste.`,
    someFailed: (failed: number, all: number, why: string) =>
      all === 1
        ? why
        : `${number.format(failed)} of ${number.format(all)} could not be done. ${why}`,
    newFolderForm: {
      title: 'New folder',
      label: 'Name of the folder',
      submit: 'Create',
    },
    renameForm: { title: 'Rename', label: 'New name', submit: 'Rename' },
    name: {
      empty: 'Write a name.',
      slash: 'A name cannot contain “/”.',
      dots: 'A name cannot be “.” or “..”.',
      control: 'A name cannot contain control characters.',
      long: 'This name is too long (at most 255 bytes).',
    },
    picker: {
      moveTitle: (amount: number) => `Move ${items(amount)}`,
      copyTitle: (amount: number) => `Copy ${items(amount)}`,
      folders: 'Folders',
      moveHere: (folder: string) => `Move to “${folder}”`,
      copyHere: (folder: string) => `Copy to “${folder}”`,
      noFolders: 'No folders in here',
      inside: 'A folder cannot go into itself.',
      already: 'It is already here.',
      hint: 'Arrow keys move, Enter opens a folder, Backspace goes back.',
      opened: (folder: string) => `Inside ${folder}`,
    },
    search: {
      title: (query: string) => `Results for “${query}”`,
      start: 'Search by name',
      startHint: 'Type a part of a name above. Upper and lower case do not matter.',
      noneTitle: 'Nothing found',
      none: (query: string, space: string) =>
        `No name in “${space}” contains “${query}”. Try a shorter part of it.`,
      kinds: 'Kind',
      allKinds: 'All kinds',
      count: (amount: number, more: boolean) =>
        `${count(amount, 'result', 'results')}${more ? ', more below' : ''}`,
    },
    details: {
      title: 'Details',
      tabs: { info: 'Info', versions: 'Versions', map: 'Storage map' },
      size: 'Size',
      kind: 'Kind',
      modified: 'Modified',
      created: 'Added',
      where: 'Folder',
      sha256: 'SHA-256',
      sha256Hint: 'The fingerprint of its bytes. The same on every machine.',
      copySha256: 'Copy the SHA-256',
      version: 'Version',
      versionOf: (version: number, all: number) =>
        all > 1
          ? `${number.format(version)} (${count(all, 'version', 'versions')} kept)`
          : number.format(version),
    },
    versions: {
      intro: 'Uploading a file with the same name keeps the old one here.',
      number: (version: number) => `Version ${number.format(version)}`,
      current: 'Current',
      restore: 'Make this the current version',
      restoreShort: 'Restore',
      download: 'Download',
      downloadOf: (version: number) => `Download version ${version}`,
      restoreOf: (version: number) => `Restore version ${version}`,
      restored: (version: number) => `Version ${version} is current again`,
      deleteOf: (version: number) => `Delete version ${version}`,
      deleteTitle: (version: number) => `Delete version ${version} for good?`,
      deleteHint: (size: string) =>
        `This cannot be undone. It frees ${size} of your space; the other versions stay.`,
      deleteForGood: 'Delete for good',
      deleted: (version: number) => `Version ${version} is deleted`,
    },
    map: {
      intro: 'Each square is one sealed piece of this file.',
      state: {
        healthy: 'Every copy is in place',
        degraded: 'Safe, but some copies are missing',
        at_risk: 'Readable, with no copy to spare',
        unavailable: 'Cannot be read right now',
      },
      stateHint: {
        healthy: 'Nothing to do.',
        degraded: 'Missing copies are being made again by themselves.',
        at_risk: 'Copies are being made again first thing. You can hurry it along below.',
        unavailable: 'Too many places are away. It opens again when they return.',
      },
      shard: {
        healthy: 'In place',
        missing: 'Missing',
        corrupt: 'Damaged',
        suspended: 'Place is away',
        none: 'Not placed here',
      },
      legend: 'Legend',
      zone: (zone: string) => `Zone ${zone}`,
      backup: 'Backup',
      target: (target: string, zone: string, healthy: number, all: number) =>
        `${target} in ${zone}: ${number.format(healthy)} of ${count(all, 'piece', 'pieces')} in place`,
      healthyOf: (healthy: number, all: number) =>
        `${number.format(healthy)} of ${number.format(all)} in place`,
      segment: (numberOf: number) => `Segment ${number.format(numberOf)}`,
      segmentSummary: (healthy: number, all: number, needed: number) =>
        `${number.format(healthy)} of ${number.format(all)} in place, ${number.format(needed)} needed to read`,
      whole: 'whole copies',
      coded: (k: number, m: number) => `${k} + ${m} coded pieces`,
      stored: (segments: number, more: boolean, storageClass: string) =>
        `${more ? 'First ' : ''}${count(segments, 'segment', 'segments')}, storage class “${storageClass}”`,
      pick: 'Look at one segment',
      asTable: 'The map as a table',
      columns: {
        segment: 'Segment',
        target: 'Place',
        zone: 'Zone',
        piece: 'Piece',
        state: 'State',
        size: 'Size',
      },
      empty: 'This file has no bytes, so nothing needs to be stored.',
      folder: 'Folders are names only. Open a file to see where its bytes lie.',
      replicate: 'Make copies now',
      sync: 'Back up now',
      jobs: { replicate: 'Making copies', sync: 'Backing up' },
      jobDone: { replicate: 'All copies are in place', sync: 'The backup is up to date' },
      jobWaiting: 'Waiting for a free worker …',
      jobProgress: (done: number, total: number) =>
        `${number.format(done)} of ${number.format(total)}`,
    },
  },

  trash: {
    title: 'Trash',
    rows: 'Deleted files and folders',
    retention:
      'What lies here is deleted for good after 30 days, unless the owner chose otherwise. Until then it counts towards your space.',
    emptyTitle: 'The trash is empty',
    emptyHint: 'Deleted files wait here for a while, so a slip costs nothing.',
    restore: 'Restore',
    restored: (amount: number) => `${items(amount)} restored`,
    deleteForGood: 'Delete for good',
    deleteTitle: (amount: number) => `Delete ${items(amount)} for good?`,
    deleteHint: 'This cannot be undone.',
    deleted: (amount: number) => `${items(amount)} deleted for good`,
    empty: 'Empty trash',
    emptyPlanTitle: 'Empty the trash?',
    emptyPlan: (fileCount: number, folderCount: number, bytes: string) =>
      `This deletes ${filesAndFolders(fileCount, folderCount)} for good and frees ${bytes}.`,
    emptied: (bytes: string) => `Trash emptied, ${bytes} freed`,
    deletedAt: 'Deleted',
    from: 'From',
  },

  usage: {
    title: 'Your space',
    ring: (used: string, limit: string, share: string) => `${used} of ${limit} used, ${share}`,
    of: (limit: string) => `of ${limit}`,
    free: (free: string) => `${free} free`,
    byKind: 'What fills it',
    kinds: {
      image: 'Images',
      video: 'Videos',
      audio: 'Audio',
      document: 'Documents',
      archive: 'Archives',
      code: 'Code',
      other: 'Other',
    },
    trash: 'Trash',
    versions: 'Older versions',
    reserved: 'Uploads under way',
    holds: (fileCount: number, folderCount: number) =>
      `${files(fileCount)} in ${folders(folderCount)}`,
    nothing: 'Nothing stored yet.',
  },

  storage: {
    title: 'Storage',
    intro: 'The places that keep the sealed pieces, and how they are doing.',
    live: 'Live',
    liveHint: 'Changes appear here the moment they happen.',
    polling: 'Updated every few seconds',
    targets: 'Places',
    zone: 'Zone',
    roles: { primary: 'Primary', backup: 'Backup' },
    states: {
      online: 'Online',
      read_only: 'Read only',
      full: 'Full',
      suspended: 'Away',
      lost: 'Lost',
    },
    stateHints: {
      online: 'Takes and gives pieces.',
      read_only: 'Can be read, takes nothing new.',
      full: 'Can be read, has no room for more.',
      suspended: 'Not reachable right now. We wait for it; reads use the others.',
      lost: 'Gone for good. Its pieces are made again elsewhere.',
    },
    kinds: { directory: 'Directory', memory: 'Memory' } as Readonly<Record<string, string>>,
    shards: (amount: number) => count(amount, 'piece', 'pieces'),
    pieces: 'Pieces',
    holds: 'Holds',
    spaceUsed: (used: string, total: string) => `${used} of ${total} used on this disk`,
    spaceUnknown: 'Free space unknown',
    lastSeen: 'Last seen',
    lastScrub: 'Last checked',
    summary: {
      good: 'Everything is in place',
      repairing: 'Repairs are under way',
      attention: 'A place needs attention',
      several: 'Several places are away',
    },
    summaryHint: {
      good: 'All places answer and no piece is missing.',
      repairing: 'Some pieces are being made again. Your files stay readable.',
      attention: 'Files stay readable through the other places. See below which one is affected.',
      several: 'Some files may have to wait until a place returns. Nothing is deleted meanwhile.',
    },
    repairs: 'Repairs',
    repairsNone: 'Nothing to repair.',
    repairsWaiting: (waiting: number, running: number) =>
      `${number.format(waiting)} waiting, ${number.format(running)} running`,
    repairsOldest: (when: string) => `oldest ${when}`,
    repairColumns: {
      segment: 'Segment',
      reason: 'Why',
      healthy: 'In place',
      attempts: 'Tries',
      next: 'Next try',
    },
    reasons: {} as Readonly<Record<string, string>>,
    scrub: 'Checking every piece',
    scrubHint: 'Reads everything again and compares, so that rot is found before you are.',
    scrubRunning: 'Running',
    scrubIdle: 'Resting',
    scrubProgress: (done: number, total: number) =>
      `${number.format(done)} of ${count(total, 'piece', 'pieces')} checked`,
    scrubBad: (bad: number) =>
      bad === 0
        ? 'No damage found'
        : `${count(bad, 'damaged piece', 'damaged pieces')} found and queued for repair`,
    scrubLast: (when: string) => `Last round finished ${when}`,
    scrubNever: 'No round has finished yet',
    scrubStart: 'Check everything now',
    scrubStarted: 'The check has started',
    scrubOwnerOnly: 'Only the owner can start a check.',
    sweep: 'Sweeping',
    sweepHint: 'Removes pieces that no file refers to any more.',
    sweepLast: (when: string, removed: number) =>
      `Last ${when}, ${count(removed, 'piece', 'pieces')} removed.`,
    sweepNever: 'It has not run yet.',
    sweepWaiting: (amount: number) =>
      `${count(amount, 'piece waits', 'pieces wait')} for a place to come back.`,
    classes: 'Storage classes',
    classDefault: 'new files go here',
    classWhole: (copies: number) => count(copies, 'whole copy', 'whole copies'),
    classCoded: (k: number, m: number) => `${k} + ${m} pieces, any ${k} are enough`,
    acknowledge: (amount: number) => `safe once ${number.format(amount)} are stored`,
  },

  profile,
  security,

  uploads,
  previews,

  shortcuts: {
    title: 'Keyboard shortcuts',
    groups: [
      {
        title: 'Move and select',
        keys: [
          [['↑', '↓', 'j', 'k'], 'Move', 'list'],
          [['Space', 'x'], 'Select or unselect', 'or'],
          [['Shift ↑', 'Shift ↓'], 'Extend the selection', 'or'],
          [['Ctrl A'], 'Select everything', 'or'],
          [['Esc'], 'Clear the selection', 'or'],
        ],
      },
      {
        title: 'Go',
        keys: [
          [['Enter'], 'Open', 'or'],
          [['Backspace', 'Alt ↑'], 'Up to the parent folder', 'or'],
          [['/'], 'Search', 'or'],
          [['i'], 'Details', 'or'],
        ],
      },
      {
        title: 'Do',
        keys: [
          [['n'], 'New folder', 'or'],
          [['u'], 'Upload files', 'or'],
          [['F2'], 'Rename', 'or'],
          [['Ctrl X', 'Ctrl C', 'Ctrl V'], 'Cut, copy, paste', 'list'],
          [['Delete'], 'Move to trash', 'or'],
          [['Ctrl Z'], 'Undo the last move or delete', 'or'],
          [['.', 'Shift F10'], 'Actions of the item', 'or'],
          [['?'], 'This sheet', 'or'],
        ],
      },
    ] as readonly {
      title: string;
      keys: readonly (readonly [readonly string[], string, 'or' | 'list'])[];
    }[],
    or: 'or',
    letters: 'Shortcuts of a single letter',
    lettersHint: 'Switch them off if you speak to your computer or press keys by accident.',
  },
};

export type Text = typeof en;
