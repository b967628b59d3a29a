import { Text, UnstyledButton } from '@mantine/core';
import { formatMoment, formatRelative } from '@/format/time';
import { text } from '@/text';
import type { RenderObject } from './AuditPage';
import type { AuditEntry } from './api';
import classes from './audit.module.css';
import { changesOf } from './model/changes';
import { sentenceOf } from './model/sentence';

const words = text.audit;

interface EntryProps {
  entry: AuditEntry;
  renderObject: RenderObject;
  /** Somebody wants to see only what this person did. */
  onActor?: (account: string, name: string) => void;
}

/** One deed: who did what, what changed, when and from where. */
export function Entry({ entry, renderObject, onActor }: EntryProps) {
  const { actor, did, names, end } = sentenceOf(entry);
  const account = entry.actor.account;
  const changes = changesOf(entry.detail);
  return (
    <li className={classes.entry}>
      <div className={classes.entryText}>
        <Text size="sm">
          {account === null || onActor === undefined ? (
            <strong>{actor}</strong>
          ) : (
            <UnstyledButton className={classes.actor} onClick={() => onActor(account, actor)}>
              {actor}
            </UnstyledButton>
          )}{' '}
          {did} {names && entry.object !== '' ? renderObject(entry.object) : null} {end}
        </Text>
        {changes.length === 0 ? null : (
          <ul className={classes.changes}>
            {changes.map(({ field, before, after }) => (
              <li key={field}>
                {field === '' ? null : <span>{field}: </span>}
                {before === undefined ? (
                  after
                ) : (
                  <>
                    <span className={classes.unseen}>{words.change(before, after)}</span>
                    <span aria-hidden>
                      <del>{before}</del> → <ins>{after}</ins>
                    </span>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      <Text size="xs" c="dimmed" component="div" className={classes.when}>
        <time dateTime={entry.at} title={formatMoment(entry.at)}>
          {formatRelative(entry.at)}
        </time>
        {entry.address === '' ? null : <span title={entry.agent}>{words.from(entry.address)}</span>}
      </Text>
    </li>
  );
}
