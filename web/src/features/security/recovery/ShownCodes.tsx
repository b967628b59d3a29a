import { Button, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload, IconPrinter } from '@tabler/icons-react';
import { text } from '@/text';
import classes from '../security.module.css';

const words = text.security.recovery;
const icon = { size: 18, stroke: 1.6, 'aria-hidden': true } as const;

interface ShownCodesProps {
  email: string;
  codes: readonly string[];
  onClose: () => void;
}

/** The only time recovery codes are seen; the dialog does not close by accident. */
export function ShownCodes({ email, codes, onClose }: ShownCodesProps) {
  const sheet = [words.fileHead(email), '', ...codes, ''].join('\n');
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.shownTitle}
      centered
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="md">
        <Text size="sm">{words.shown}</Text>
        <div className={classes.sheet}>
          <p className={classes.sheetHead}>{words.fileHead(email)}</p>
          <ol className={classes.codes}>
            {codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ol>
        </div>
        <Group gap="xs" grow preventGrowOverflow={false}>
          <CopyButton value={sheet} timeout={2_000}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                px="xs"
                leftSection={copied ? <IconCheck {...icon} /> : <IconCopy {...icon} />}
                onClick={copy}
              >
                {copied ? text.common.copied : words.copyAll}
              </Button>
            )}
          </CopyButton>
          <Button
            variant="default"
            px="xs"
            leftSection={<IconDownload {...icon} />}
            onClick={() => save(sheet)}
          >
            {words.download}
          </Button>
          <Button
            variant="default"
            px="xs"
            leftSection={<IconPrinter {...icon} />}
            onClick={() => window.print()}
          >
            {words.print}
          </Button>
        </Group>
        <Button onClick={onClose} data-autofocus>
          {words.kept}
        </Button>
      </Stack>
    </Modal>
  );
}

/** As a file, made here: the codes travel no further. */
function save(sheet: string): void {
  const address = URL.createObjectURL(new Blob([sheet], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = words.file;
  link.click();
  URL.revokeObjectURL(address);
}
