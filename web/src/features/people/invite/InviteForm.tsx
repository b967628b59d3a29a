import {
  Button,
  Group,
  List,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { grantable, isRole, type Role } from '@/api/roles';
import { text } from '@/text';
import { Notice } from '@/ui/Notice';
import { notifyDone } from '@/ui/notify';
import type { Invitation } from '../api';
import { mostLines, readLines } from '../model/lines';
import { type Invited, useInviting } from './useInviting';

const words = text.invite;

interface InviteFormProps {
  institute: string;
  /** The role of who invites. */
  by: Role;
  /** The role offered first. */
  start: Role;
  /** Everybody was invited. */
  onDone: () => void;
  /** Instead of the way out of a dialog, for instance the buttons of a wizard. */
  beside?: React.ReactNode;
}

/** Invites one person by name, or several from pasted lines. */
export function InviteForm({ institute, by, start, onDone, beside }: InviteFormProps) {
  const [how, setHow] = useState<'one' | 'several'>('one');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [lines, setLines] = useState('');
  const [role, setRole] = useState<Role>(start);
  const [tried, setTried] = useState(false);
  const [failed, setFailed] = useState<Invited['failed']>([]);

  const inviting = useInviting(institute, ({ sent, failed: refused }) => {
    const [first] = sent;
    if (sent.length === 1 && first !== undefined) notifyDone(words.sentTo(first.email));
    else if (sent.length > 1) notifyDone(words.sent(sent.length));
    setFailed(refused);
    if (refused.length === 0) onDone();
    else setLines((typed) => onlyLinesOf(typed, refused));
  });

  const read = readLines(lines);
  const tooMany = read.people.length > mostLines;
  const emailWrong = !/^[^\s@]+@[^\s@]+$/.test(email.trim());
  const nameless = name.trim() === '';
  const people: Invitation[] =
    how === 'one'
      ? nameless || emailWrong
        ? []
        : [{ name: name.trim(), email: email.trim(), role }]
      : tooMany || read.wrong.length > 0
        ? []
        : read.people.map((one) => ({ name: one.name, email: one.email, role }));

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (people.length > 0) inviting.send(people);
  };

  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <SegmentedControl
          aria-label={words.title}
          value={how}
          onChange={(value) => setHow(value === 'one' ? 'one' : 'several')}
          data={[
            { value: 'one', label: words.one },
            { value: 'several', label: words.several },
          ]}
        />
        {how === 'one' ? (
          <>
            <TextInput
              label={words.name}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={tried && nameless ? words.nameEmpty : null}
              data-autofocus
            />
            <TextInput
              label={words.email}
              type="email"
              inputMode="email"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              error={tried && emailWrong ? words.emailInvalid : null}
            />
          </>
        ) : (
          <Textarea
            label={words.lines}
            description={words.linesHint}
            placeholder={words.linesPlaceholder}
            autosize
            minRows={4}
            maxRows={10}
            autoCapitalize="none"
            spellCheck={false}
            value={lines}
            onChange={(event) => setLines(event.currentTarget.value)}
            error={
              tooMany
                ? words.tooMany(mostLines)
                : tried && read.wrong.length > 0
                  ? read.wrong.slice(0, 3).map(lineTrouble).join(' ')
                  : null
            }
          />
        )}
        <Select
          label={words.role}
          description={text.places.roleHints[role]}
          data={grantable(by).map((value) => ({ value, label: text.places.roles[value] }))}
          value={role}
          onChange={(value) => {
            if (isRole(value)) setRole(value);
          }}
          allowDeselect={false}
        />
        {failed.length === 0 ? null : (
          <Notice tone="bad" role="alert" title={words.failedTitle(failed.length)}>
            <List size="sm">
              {failed.map(({ email: to, why }) => (
                <List.Item key={to}>{words.failed(to, why)}</List.Item>
              ))}
            </List>
          </Notice>
        )}
        <Text size="sm" c="dimmed">
          {words.hint}
        </Text>
        <Group justify="flex-end">
          {inviting.busy && inviting.of > 1 ? (
            <Text size="sm" c="dimmed" role="status" className="numbers">
              {words.sending(inviting.done, inviting.of)}
            </Text>
          ) : null}
          {beside}
          <Button type="submit" loading={inviting.busy}>
            {how === 'one' ? words.submit : words.submitMany(read.people.length)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function lineTrouble({ line, words: typed, why }: ReturnType<typeof readLines>['wrong'][number]) {
  return why === 'twice' ? words.twice(line, typed) : words.noAddress(line, typed);
}

/** What is left to do after some were invited: the lines of those who were not. */
function onlyLinesOf(typed: string, refused: Invited['failed']): string {
  return typed
    .split(/\r?\n/)
    .filter((line) => refused.some(({ email }) => line.includes(email)))
    .join('\n');
}
