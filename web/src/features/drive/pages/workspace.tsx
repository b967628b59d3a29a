import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { renameEntry } from '@/api/calls';
import type { Entry } from '@/api/types';
import { text } from '@/text';
import { notifyDone } from '@/ui/notify';
import type { ChangeCommands, EntryCommands } from '../browser/commands';
import { download } from '../browser/download';
import { DetailsDrawer } from '../details/DetailsDrawer';
import { FolderPicker } from '../dialogs/FolderPicker';
import { NameDialog } from '../dialogs/NameDialog';
import { canPreview } from '../model/can';
import { setClipboard } from '../model/clipboard';
import type { DrivePlace } from '../model/place';
import type { DrivePorts } from '../ports';
import { entryQuery } from '../queries';
import { useSpace } from '../space';
import { useDriveActions } from '../useDriveActions';

type Dialog =
  | { kind: 'none' }
  | { kind: 'rename'; entry: Entry }
  | { kind: 'place'; what: 'move' | 'copy'; entries: readonly Entry[] };

interface Options {
  entries: readonly Entry[];
  /** The folder shown, where a move begins to look; null at the top and in search. */
  folder: string | null;
  place: DrivePlace;
  ports: DrivePorts;
  /** Search results and other lists from everywhere offer the way to the folder. */
  scattered?: boolean;
}

/** The commands of a page of entries, and everything they open over it. */
export function useWorkspace({ entries, folder, place, ports, scattered = false }: Options) {
  const navigate = useNavigate();
  const space = useSpace();
  const actions = useDriveActions();
  const [dialog, setDialog] = useState<Dialog>({ kind: 'none' });
  const close = useCallback(() => setDialog({ kind: 'none' }), []);

  const patchPlace = useCallback(
    (patch: DrivePlace, how: 'step' | 'replace' = 'replace') =>
      navigate({
        to: '.',
        search: (now: DrivePlace) => ({ ...now, ...patch }),
        replace: how === 'replace',
      }),
    [navigate],
  );

  const goToFolder = useCallback(
    (id: string | null) => navigate({ to: space.address(id) }),
    [navigate, space],
  );

  const { trash } = actions;
  const change: ChangeCommands = useMemo(
    () => ({
      rename: (entry) => setDialog({ kind: 'rename', entry }),
      moveTo: (chosen) => setDialog({ kind: 'place', what: 'move', entries: chosen }),
      copyTo: (chosen) => setDialog({ kind: 'place', what: 'copy', entries: chosen }),
      cut: (chosen) => {
        setClipboard({ state: 'cut', top: space.top, entries: chosen });
        notifyDone(text.drive.cutReady(chosen.length));
      },
      copy: (chosen) => {
        setClipboard({ state: 'copied', top: space.top, entries: chosen });
        notifyDone(text.drive.copyReady(chosen.length));
      },
      trash: (chosen) => void trash(chosen),
    }),
    [space.top, trash],
  );
  const commands: EntryCommands = useMemo(
    () => ({
      open: (entry) => {
        if (entry.kind === 'folder') void goToFolder(entry.id);
        else if (canPreview(entry)) void patchPlace({ preview: entry.id }, 'step');
      },
      ...(scattered ? { showInFolder: (entry: Entry) => void goToFolder(entry.folder) } : {}),
      details: (entry, tab) =>
        void patchPlace({ details: entry.id, tab: tab === 'info' ? undefined : tab }, 'step'),
      download: (chosen) => void download(chosen),
      ...(space.mayWrite ? { change } : {}),
    }),
    [change, goToFolder, patchPlace, scattered, space.mayWrite],
  );

  const overlays: ReactNode = (
    <>
      {place.details === undefined ? null : (
        <DetailsDrawer
          id={place.details}
          tab={place.tab ?? 'info'}
          onTab={(tab) => patchPlace({ tab: tab === 'info' ? undefined : tab })}
          onClose={() => patchPlace({ details: undefined, tab: undefined })}
        />
      )}
      {place.preview === undefined ? null : (
        <PreviewOf
          id={place.preview}
          entries={entries}
          ports={ports}
          onShow={(id) => patchPlace({ preview: id })}
        />
      )}
      {dialog.kind === 'rename' ? (
        <NameDialog
          {...text.drive.renameForm}
          start={dialog.entry.name}
          save={async (name) => {
            await renameEntry(dialog.entry.id, name);
            await actions.refresh();
            notifyDone(text.drive.renamed(name));
          }}
          onClose={close}
        />
      ) : null}
      {dialog.kind === 'place' ? (
        <FolderPicker
          what={dialog.what}
          entries={dialog.entries}
          start={folder}
          onPick={(to) => actions[dialog.what](dialog.entries, to)}
          onClose={close}
        />
      ) : null}
    </>
  );

  return { actions, commands, overlays, patchPlace, goToFolder };
}

interface PreviewOfProps {
  id: string;
  entries: readonly Entry[];
  ports: DrivePorts;
  onShow: (id: string | undefined) => void;
}

/** The preview with its neighbours; a linked one is fetched when the list lacks it. */
function PreviewOf({ id, entries, ports, onShow }: PreviewOfProps) {
  const files = entries.filter(canPreview);
  const place = files.findIndex((entry) => entry.id === id);
  const listed = files[place];
  const { data: fetched } = useQuery({ ...entryQuery(id), enabled: listed === undefined });
  const entry = listed ?? fetched;
  if (entry === undefined) return null;
  const next = place >= 0 ? files[place + 1] : undefined;
  const previous = place > 0 ? files[place - 1] : undefined;
  return ports.renderPreview({
    entry,
    onClose: () => onShow(undefined),
    ...(next === undefined ? {} : { onNext: () => onShow(next.id) }),
    ...(previous === undefined ? {} : { onPrevious: () => onShow(previous.id) }),
  });
}
