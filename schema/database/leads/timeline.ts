import type { Actor } from '../../contracts/commands.ts';
import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { TimelineEvent } from './entities.ts';

/** What a timeline tells: the code of what happened, its details, who did it and what made it happen. */
export interface TimelineNote {
  tenantId: string;
  leadId: string;
  kind: string;
  details?: Record<string, unknown>;
  /** as `actorLine` writes it */
  actor: string;
  causedBy: Cause;
}

const named: readonly string[] = ['staff', 'key', 'superAdmin'] satisfies Actor['kind'][];

/** An actor as a timeline names them: `system`, `lead`, `model`, or whose it was, as in `staff:<key>` and `key:<id>`. */
export const actorLine = ({ kind, id }: Actor): string => (named.includes(kind) ? `${kind}:${id}` : kind);

/** An actor in columns that hold the key of a member of staff: others are told apart by their kind before it. */
export const actorKey = (actor: Actor): string => (actor.kind === 'staff' ? actor.id : actorLine(actor));

/** Adds one line to a lead's timeline. */
export const addToTimeline = async (tx: Tx, note: TimelineNote): Promise<void> => {
  const now = new Date();
  await tx.insert(TimelineEvent, {
    id: uuidV7(),
    tenantId: note.tenantId,
    createdAt: now,
    leadId: note.leadId,
    kind: note.kind,
    details: note.details ?? {},
    actor: note.actor,
    causedBy: note.causedBy,
    at: now,
  });
};
