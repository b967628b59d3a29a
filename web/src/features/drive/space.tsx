import { createContext, useContext } from 'react';
import type { FolderName } from '@/api/folders';
import { text } from '@/text';

/** Whose files a page shows: one's own, or the library of an institute. */
export interface Space {
  /** Its top, as the API calls it. */
  top: FolderName;
  /** What its top is called. */
  name: string;
  /** Whether anything may be changed. What cannot be done is not offered. */
  mayWrite: boolean;
  /** The address of one of its folders; null is its top. */
  address: (folder: string | null) => string;
}

export const ownDrive: Space = {
  top: null,
  name: text.drive.title,
  mayWrite: true,
  address: (folder) => (folder === null ? '/drive' : `/drive/${folder}`),
};

const SpaceContext = createContext<Space>(ownDrive);

export const SpaceProvider = SpaceContext.Provider;

export function useSpace(): Space {
  return useContext(SpaceContext);
}
