import type { ReactNode } from 'react';
import type { Entry } from '@/api/types';

/**
 * What the drive needs from its neighbours. The app joins them (app/pages), so
 * that no feature imports another.
 */
export interface PickedFile {
  readonly file: File;
  readonly relativePath?: string;
}

export interface Uploads {
  addFiles: (files: PickedFile[], folder: string | null) => void;
  /** Files and folders of a drop; call it while the drop is being handled. */
  readDrop: (transfer: DataTransfer) => Promise<PickedFile[]>;
  choose: (what: 'files' | 'folder') => Promise<PickedFile[]>;
}

export interface PreviewProps {
  entry: Entry;
  onClose: () => void;
  onNext?: () => void;
  onPrevious?: () => void;
}

export interface DrivePorts {
  uploads: Uploads;
  renderPreview: (props: PreviewProps) => ReactNode;
}
