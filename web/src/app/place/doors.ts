import {
  type Icon,
  IconBuildingCommunity,
  IconDatabase,
  IconFolder,
  IconHistory,
  IconHome,
  IconLibrary,
  IconMailbox,
  IconSettings,
  IconTrash,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';
import type { MyInstitute } from '@/api/institutes';
import { belongs } from '@/api/roles';
import { text } from '@/text';

/** One entry of the navigation. */
export interface Door {
  to: string;
  label: string;
  icon: Icon;
  /** Also marked as the current one on pages below it. */
  deep: boolean;
}

export interface Doors {
  /** The place itself; the first of them lie under the thumb on a phone. */
  main: readonly Door[];
  /** What else belongs to this person, with a heading; empty lists are left out. */
  groups: readonly { title: string; doors: readonly Door[] }[];
}

interface Who {
  place: MyInstitute | null;
  ownsInstallation: boolean;
  /** Whether letters of this server wait on a page instead of being sent. */
  mailbox: boolean;
}

/** Where somebody may go, and nothing else. */
export function doorsFor({ place, ownsInstallation, mailbox }: Who): Doors {
  const server = ownsInstallation
    ? [
        door('/institutes', text.places.institutes, IconBuildingCommunity),
        door('/storage', text.shell.storage, IconDatabase),
        door('/audit', text.places.serverAudit, IconHistory),
        ...(mailbox ? [door('/mailbox', text.places.mailbox, IconMailbox)] : []),
      ]
    : [];
  if (place === null) {
    return {
      main: [
        door('/drive', text.shell.drive, IconFolder),
        door('/trash', text.shell.trash, IconTrash),
        ...(ownsInstallation ? [] : [door('/storage', text.shell.storage, IconDatabase)]),
      ],
      groups: withDoors([{ title: text.places.installation, doors: server }]),
    };
  }
  return {
    main: instituteDoors(place),
    groups: withDoors([
      {
        title: text.places.own,
        doors: [
          door('/drive', text.places.drive, IconFolder),
          door('/trash', text.shell.trash, IconTrash),
        ],
      },
      { title: text.places.installation, doors: server },
    ]),
  };
}

/** How many doors fit under a thumb; one place more opens the rest. */
const thumbRoom = 4;

const profileDoor = door('/profile', text.shell.profile, IconUser);

/** The doors of a phone: some under the thumb, the rest a tap away. */
export function underThumb({ main, groups }: Doors): {
  thumb: readonly Door[];
  rest: readonly Door[];
  groups: Doors['groups'];
} {
  const own = groups.find(({ title }) => title === text.places.own)?.doors ?? [];
  const thumb = [...main, ...own].slice(0, thumbRoom);
  const left = (doors: readonly Door[]) => doors.filter((one) => !thumb.includes(one));
  return {
    thumb,
    rest: [...left(main), profileDoor],
    groups: withDoors(groups.map(({ title, doors }) => ({ title, doors: left(doors) }))),
  };
}

function instituteDoors({ id, role }: MyInstitute): Door[] {
  const at = (page: string) => `/i/${id}/${page}`;
  return [
    { to: `/i/${id}`, label: text.places.home, icon: IconHome, deep: false },
    door(at('library'), text.places.library, IconLibrary),
    ...(belongs(role, 'teaching') ? [door(at('people'), text.places.people, IconUsers)] : []),
    ...(belongs(role, 'managers')
      ? [
          door(at('audit'), text.places.audit, IconHistory),
          door(at('settings'), text.places.settings, IconSettings),
        ]
      : []),
  ];
}

function door(to: string, label: string, icon: Icon): Door {
  return { to, label, icon, deep: true };
}

function withDoors(groups: Doors['groups']): Doors['groups'] {
  return groups.filter(({ doors }) => doors.length > 0);
}
