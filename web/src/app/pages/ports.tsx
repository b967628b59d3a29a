import { lazy, Suspense, useMemo } from 'react';
import type { DrivePorts } from '@/features/drive/ports';
import { chooseFiles, readDirectoryEntries, useUploads } from '@/features/uploads';

// Previews bring their own viewers and load when the first one opens.
const Preview = lazy(() =>
  import('@/features/previews').then((module) => ({ default: module.Preview })),
);

/** Joins the drive with its neighbours: uploads and previews. */
export function useDrivePorts(): DrivePorts {
  const { addFiles } = useUploads();
  return useMemo(
    () => ({
      uploads: {
        addFiles: (files, folder) => void addFiles(files, folder),
        readDrop: readDirectoryEntries,
        choose: chooseFiles,
      },
      renderPreview: (props) => (
        <Suspense>
          <Preview {...props} />
        </Suspense>
      ),
    }),
    [addFiles],
  );
}
