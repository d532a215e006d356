import type { Actor } from '../../contracts/commands.ts';
import type { Tx } from '../database.ts';
import { storableJson } from '../storable.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { AuditEntry } from './entities.ts';

/** What a person or a key changed. */
export interface Change {
  tenantId: string;
  actor: Actor;
  /** what was done, as a machine word in the past tense: `apiKeyCreated` */
  action: string;
  subject: { kind: string; id: string };
  /** the lead that the change is about, if any */
  leadId?: string;
  /** the command of a journey that it was: it is told of even where it changed no row */
  commandId?: string;
  /** the changed columns as they were; null for what was made */
  before: Record<string, unknown> | null;
  /** the changed columns as they are; null for what was removed */
  after: Record<string, unknown> | null;
}

/**
 * Writes a change into the audit log, in the transaction that makes the change: neither stands without the other. Keeps
 * of `before` and `after` what differs between them. Whoever calls leaves out secrets: passwords, keys, tokens and their
 * hashes. A change of nothing writes nothing.
 */
export const recordChange = async (tx: Tx, change: Change): Promise<void> => {
  const { tenantId, actor, action, subject, leadId = null, commandId = null } = change;
  const [before, after] = onlyWhatDiffers(stored(change.before), stored(change.after));
  const isOfNothing = before && after && Object.keys(after).length + Object.keys(before).length === 0;
  if (isOfNothing && !commandId) return;
  await tx.insert(AuditEntry, {
    ...{ id: uuidV7(), tenantId, createdAt: new Date(), action, leadId, commandId },
    ...(isOfNothing ? { before: null, after: null } : { before, after }),
    ...{ actorKind: actor.kind, actorId: actor.id, subjectKind: subject.kind, subjectId: subject.id },
  });
};

type Columns = Record<string, unknown> | null;

const stored = (columns: Columns): Columns => columns && (storableJson(columns) as Record<string, unknown>);

const onlyWhatDiffers = (before: Columns, after: Columns): [Columns, Columns] => {
  if (!before || !after) return [before, after];
  const differs = ([name]: [string, unknown]): boolean =>
    JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  const kept = (columns: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(columns).filter(differs));
  return [kept(before), kept(after)];
};
