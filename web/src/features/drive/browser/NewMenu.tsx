import { Button, Menu } from '@mantine/core';
import { IconFolderPlus, IconFolderUp, IconPlus, IconUpload } from '@tabler/icons-react';
import { text } from '@/text';

interface NewMenuProps {
  onNewFolder: () => void;
  onUpload: (what: 'files' | 'folder') => void;
}

const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

export function NewMenu({ onNewFolder, onUpload }: NewMenuProps) {
  return (
    <Menu position="bottom-end" shadow="md" width={216}>
      <Menu.Target>
        <Button leftSection={<IconPlus size={18} aria-hidden />}>{text.drive.new}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconFolderPlus {...icon} />}
          rightSection={<kbd>n</kbd>}
          onClick={onNewFolder}
        >
          {text.drive.newFolder}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconUpload {...icon} />}
          rightSection={<kbd>u</kbd>}
          onClick={() => onUpload('files')}
        >
          {text.drive.uploadFiles}
        </Menu.Item>
        <Menu.Item leftSection={<IconFolderUp {...icon} />} onClick={() => onUpload('folder')}>
          {text.drive.uploadFolder}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
