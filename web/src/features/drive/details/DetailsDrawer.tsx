import { Drawer, Group, Loader, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Entry } from '@/api/types';
import { text } from '@/text';
import { FileIcon } from '@/ui/files/FileIcon';
import { Trouble } from '@/ui/Trouble';
import type { DetailsTab } from '../model/place';
import { entryQuery } from '../queries';
import classes from './details.module.css';
import { InfoTab } from './InfoTab';
import { MapTab } from './MapTab';
import { VersionsTab } from './VersionsTab';

interface DetailsDrawerProps {
  id: string;
  tab: DetailsTab;
  onTab: (tab: DetailsTab) => void;
  onClose: () => void;
}

/** All there is to know about one entry, at the side of the list. */
export function DetailsDrawer({ id, tab, onTab, onClose }: DetailsDrawerProps) {
  const query = useQuery(entryQuery(id));
  const entry = query.data;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={entry === undefined ? text.drive.details.title : <Heading entry={entry} />}
      overlayProps={{ backgroundOpacity: 0.25 }}
      closeButtonProps={{ 'aria-label': text.common.close }}
      classNames={{ title: classes.heading, body: classes.body }}
    >
      {entry === undefined ? (
        query.isError ? (
          <Trouble error={query.error} onRetry={() => query.refetch()} />
        ) : (
          <Loader size="sm" />
        )
      ) : entry.kind === 'folder' ? (
        <InfoTab entry={entry} />
      ) : (
        <FileTabs entry={entry} tab={tab} onTab={onTab} />
      )}
    </Drawer>
  );
}

function Heading({ entry }: { entry: Entry }) {
  return (
    <Group gap="sm" wrap="nowrap" miw={0}>
      <FileIcon entry={entry} size={26} />
      <Text fw={600} truncate title={entry.name}>
        {entry.name}
      </Text>
    </Group>
  );
}

interface FileTabsProps {
  entry: Entry;
  tab: DetailsTab;
  onTab: (tab: DetailsTab) => void;
}

function FileTabs({ entry, tab, onTab }: FileTabsProps) {
  const words = text.drive.details.tabs;
  return (
    <Tabs
      value={tab}
      onChange={(next) => onTab((next ?? 'info') as DetailsTab)}
      keepMounted={false}
    >
      <Tabs.List mb="md">
        <Tabs.Tab value="info">{words.info}</Tabs.Tab>
        <Tabs.Tab value="versions">{words.versions}</Tabs.Tab>
        <Tabs.Tab value="map">{words.map}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="info">
        <InfoTab entry={entry} />
      </Tabs.Panel>
      <Tabs.Panel value="versions">
        <VersionsTab entry={entry} />
      </Tabs.Panel>
      <Tabs.Panel value="map">
        <MapTab entry={entry} />
      </Tabs.Panel>
    </Tabs>
  );
}
