import { Modal, Switch, Title } from '@mantine/core';
import { Fragment } from 'react';
import { text } from '@/text';
import { setSingleLetters, useSingleLetters } from '@/ui/collection/letters';
import classes from './layout.module.css';

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const letters = useSingleLetters();
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.shortcuts.title}
      size="lg"
      centered
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <div className={classes.shortcuts}>
        {text.shortcuts.groups.map((group) => (
          <section key={group.title}>
            <Title order={3} size="sm" mb="xs">
              {group.title}
            </Title>
            <dl>
              {group.keys.map(([keys, meaning, joined]) => (
                <div key={keys.join(' ')}>
                  <dt>
                    {keys.map((key, place) => (
                      <Fragment key={key}>
                        {place === 0 ? null : joined === 'or' ? ` ${text.shortcuts.or} ` : ' '}
                        <kbd>{key}</kbd>
                      </Fragment>
                    ))}
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        mt="lg"
        checked={letters}
        onChange={(event) => setSingleLetters(event.currentTarget.checked)}
        label={text.shortcuts.letters}
        description={text.shortcuts.lettersHint}
      />
    </Modal>
  );
}
