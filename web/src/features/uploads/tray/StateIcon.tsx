import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconClock,
  IconFileUpload,
  IconPlayerPause,
  IconShieldSearch,
  IconUpload,
  IconWifiOff,
} from '@tabler/icons-react';
import type { StateName, UploadState } from '../model/upload';

const ICONS: Readonly<Record<StateName, typeof IconUpload>> = {
  queued: IconClock,
  uploading: IconUpload,
  paused: IconPlayerPause,
  'waiting-for-network': IconWifiOff,
  verifying: IconShieldSearch,
  done: IconCircleCheck,
  failed: IconAlertTriangle,
  cancelled: IconCircleMinus,
  'needs-file': IconFileUpload,
};

const COLORS: Partial<Record<StateName, string>> = {
  uploading: 'var(--accent)',
  verifying: 'var(--accent)',
  done: 'var(--success)',
  failed: 'var(--danger)',
  'waiting-for-network': 'var(--warning)',
  'needs-file': 'var(--warning)',
};

/** Repeats in a picture what the status line says in words. */
export function StateIcon({ state }: { state: UploadState }) {
  const Icon = ICONS[state.is] ?? IconCircleDashed;
  return (
    <Icon size={20} stroke={1.75} color={COLORS[state.is] ?? 'var(--ink-faint)'} aria-hidden />
  );
}
