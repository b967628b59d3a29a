import { files, number } from './words';

export const uploads = {
  failures: {
    quota: 'Your drive is full. Free some space, then try again.',
    'folder-gone':
      'The folder is no longer there. Bring it back from the trash and retry, or cancel.',
    checksum: 'Some bytes changed on the way and the server did not take the file. Send it again.',
    'file-unreadable':
      'The file cannot be read any more. It was changed, moved or closed: add it again.',
    refusedWith: (status: number) => `The server refused the file (status ${status}).`,
    mismatch:
      'The drive received other bytes than this machine read. The file may have changed meanwhile: send it again.',
  },
  quotaNotice:
    'Your drive is full, so the rest of the files are paused. Empty the trash or delete something, then resume.',
  otherFile: (name: string) =>
    `That is not the file that was being sent. Choose “${name}” as it was, or cancel it and upload the new one.`,

  title: 'Uploads',
  head: {
    uploading: (left: number) => `Uploading ${files(left)}`,
    waiting: (left: number) => `${files(left)} waiting to go on`,
    paused: (left: number) => `${files(left)} paused`,
    needFile: (left: number) => `${files(left)} unfinished from last time`,
    failed: (left: number) => `${files(left)} not uploaded`,
    done: (done: number) => `${files(done)} uploaded and verified`,
    nothing: 'No uploads',
  },
  progressOf: (sent: string, all: string) => `${sent} of ${all}`,
  left: (duration: string) => `${duration} left`,
  finishedOf: (done: number, all: number) => `${number.format(done)} of ${files(all)} done`,

  show: 'Show the upload list',
  hide: 'Hide the upload list',
  list: 'Files being uploaded',
  pauseAll: 'Pause all',
  resumeAll: 'Resume all',
  retryFailed: 'Retry failed',
  clearFinished: 'Clear finished',
  cancelAll: 'Cancel all',
  dismiss: 'Dismiss',

  pause: (name: string) => `Pause ${name}`,
  resume: (name: string) => `Resume ${name}`,
  retry: (name: string) => `Retry ${name}`,
  cancel: (name: string) => `Cancel ${name}`,
  chooseFile: (name: string) => `Choose ${name} again`,
  progress: (name: string) => `Progress of ${name}`,

  state: {
    queued: 'Waiting for its turn',
    starting: 'Starting …',
    paused: 'Paused',
    noNetwork: 'Waiting for the network',
    signedOut: 'Waiting until you sign in again',
    serverBusy: 'The server is busy, trying again soon',
    verifying: 'Comparing checksums …',
    done: 'Verified',
    cancelled: 'Cancelled',
    needsFile: 'Choose the file again to go on',
    needsClick: 'Press resume to go on',
  },
  top: 'My drive',
  library: (institute: string) => `Library of ${institute}`,
};
