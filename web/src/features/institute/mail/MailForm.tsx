import {
  Button,
  Group,
  Input,
  PasswordInput,
  SegmentedControl,
  Select,
  Stack,
  TextInput,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { sentence } from '@/api/problem';
import { text } from '@/text';
import { Notice } from '@/ui/Notice';
import { notifyDone } from '@/ui/notify';
import { type MailSecurity, type MailSettings, putMail } from '../api';
import classes from '../institute.module.css';
import { mailQuery } from '../queries';
import { draftOf, mailTroubles, settingsOf, withSecurity } from './draft';

const words = text.institute.mail;
/** The ones the server lets letters leave through. */
const ports: readonly number[] = [465, 587, 25, 2525];
const securities: readonly MailSecurity[] = ['tls', 'starttls', 'none'];

interface MailFormProps {
  institute: string;
  name: string;
  saved: MailSettings;
  submit: string;
  onSaved?: () => void;
  /** Further buttons beside the one that saves. */
  beside?: ReactNode;
}

/** Where letters leave. The password is only ever written, never shown. */
export function MailForm({ institute, name, saved, submit, onSaved, beside }: MailFormProps) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(saved, name));
  const [tried, setTried] = useState(false);
  const patch = (change: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...change }));
  const troubles = mailTroubles(draft);
  const saving = useMutation({
    mutationFn: () => putMail(institute, settingsOf(draft)),
    onSuccess: (kept) => {
      client.setQueryData(mailQuery(institute).queryKey, kept);
      patch({ password: '' });
      notifyDone(words.saved);
      onSaved?.();
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (troubles.host === null && troubles.from === null) saving.mutate();
  };

  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        {saving.isError ? (
          <Notice tone="bad" role="alert">
            {sentence(saving.error)}
          </Notice>
        ) : null}
        <div className={classes.pair} data-shape="wide-narrow">
          <TextInput
            label={words.host}
            placeholder={words.hostPlaceholder}
            autoCapitalize="none"
            spellCheck={false}
            value={draft.host}
            onChange={(event) => patch({ host: event.currentTarget.value })}
            error={tried ? troubles.host : null}
          />
          <Select
            label={words.port}
            data={ports.map(String)}
            value={String(draft.port)}
            onChange={(value) => patch({ port: Number(value) })}
            allowDeselect={false}
          />
        </div>
        <Input.Wrapper label={words.security} labelElement="div">
          <div>
            <SegmentedControl
              aria-label={words.security}
              value={draft.security}
              onChange={(value) => {
                const security = securities.find((one) => one === value);
                if (security !== undefined) setDraft((now) => withSecurity(now, security));
              }}
              data={securities.map((value) => ({ value, label: words.securities[value] }))}
            />
          </div>
        </Input.Wrapper>
        {draft.security === 'none' ? <Notice tone="warning">{words.insecure}</Notice> : null}
        <div className={classes.pair}>
          <TextInput
            label={words.username}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={draft.username}
            onChange={(event) => patch({ username: event.currentTarget.value })}
          />
          <PasswordInput
            label={words.password}
            description={saved.password_stored ? words.passwordKept : undefined}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': text.account.showPassword }}
            value={draft.password}
            onChange={(event) => patch({ password: event.currentTarget.value })}
          />
          <TextInput
            label={words.fromAddress}
            type="email"
            autoCapitalize="none"
            spellCheck={false}
            value={draft.fromAddress}
            onChange={(event) => patch({ fromAddress: event.currentTarget.value })}
            error={tried ? troubles.from : null}
          />
          <TextInput
            label={words.fromName}
            value={draft.fromName}
            onChange={(event) => patch({ fromName: event.currentTarget.value })}
          />
        </div>
        <Group>
          <Button type="submit" loading={saving.isPending}>
            {submit}
          </Button>
          {beside}
        </Group>
      </Stack>
    </form>
  );
}
