import { text } from '@/text';
import type { AuditEntry } from '../api';

const words = text.audit;

/** A sentence in three parts, so that the object can be a link: "Asha | changed the role of | Ben". */
export interface Sentence {
  actor: string;
  /** Before the object. */
  did: string;
  /** Whether the object belongs into the sentence. */
  names: boolean;
  /** After the object. */
  end: string;
}

/** Tells an entry in words. An action nobody wrote a sentence for is named as it is. */
export function sentenceOf(entry: Pick<AuditEntry, 'actor' | 'action'>): Sentence {
  const template = words.sentences[entry.action] ?? words.anyAction(plain(entry.action));
  const [did = '', end] = template.split('{object}');
  return {
    actor: actorOf(entry.actor),
    did: did.trim(),
    names: end !== undefined,
    end: (end ?? '').trim(),
  };
}

function actorOf({ kind, name }: AuditEntry['actor']): string {
  switch (kind) {
    case 'person':
      return name ?? words.actors.gone;
    case 'program':
      return words.actors.program(name ?? words.actors.gone);
    default:
      return words.actors[kind];
  }
}

/** `person.role.changed` as "person role changed". */
function plain(action: string): string {
  return action.replaceAll(/[._]/g, ' ');
}
