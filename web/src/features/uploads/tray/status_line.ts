import { formatBytes } from '@/format/bytes';
import { formatDuration, formatRate } from '@/format/duration';
import { secondsLeft } from '../model/pace';
import { sentBytes, type Upload, type WaitReason } from '../model/upload';
import { words } from '../text';

/** The second line of a row: what is happening to this file. */
export function statusLine(upload: Upload, hasHandle: boolean): string {
  const { state, size } = upload;
  switch (state.is) {
    case 'queued':
      return words.state.queued;
    case 'uploading':
      return movingLine(sentBytes(upload), size, state.pace.perSecond);
    case 'paused':
      return `${words.state.paused} · ${amountLine(state.sent, size)}`;
    case 'waiting-for-network':
      return waitingLine(state.reason);
    case 'verifying':
      return words.state.verifying;
    case 'done':
      return `${words.state.done} · ${formatBytes(size)}`;
    case 'failed':
      return state.failure.message;
    case 'cancelled':
      return words.state.cancelled;
    case 'needs-file':
      return hasHandle ? words.state.needsClick : words.state.needsFile;
  }
}

function waitingLine(reason: WaitReason): string {
  switch (reason) {
    case 'no-network':
      return words.state.noNetwork;
    case 'server-busy':
      return words.state.serverBusy;
    case 'signed-out':
      return words.state.signedOut;
  }
}

function movingLine(sent: number, size: number, perSecond: number | null): string {
  if (perSecond === null) return sent === 0 ? words.state.starting : amountLine(sent, size);
  return [amountLine(sent, size), ...paceParts(size - sent, perSecond)].join(' · ');
}

function amountLine(sent: number, size: number): string {
  return words.progressOf(formatBytes(sent), formatBytes(size));
}

/** `3.2 MiB/s` and `12 s left`, as far as they are known. */
export function paceParts(bytesLeft: number, perSecond: number | null): string[] {
  if (perSecond === null) return [];
  const seconds = secondsLeft(bytesLeft, perSecond);
  const left = seconds === null ? [] : [words.left(formatDuration(seconds))];
  return [formatRate(perSecond), ...left];
}
