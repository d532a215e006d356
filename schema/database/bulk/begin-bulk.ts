import type { BulkArguments, BulkName } from '../../contracts/bulk.ts';
import type { Actor } from '../../contracts/commands.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Tx } from '../database.ts';
import { LedgerFailure } from '../ledger/ledger-failure.ts';
import { notePendingBatch } from '../routing/doors.ts';
import { storableJson } from '../storable.ts';
import { uuidV7 } from '../uuid-v7.ts';
import { BulkCommand } from './entities.ts';

/** What is asked of which leads. `id` is its caller's: the same id is the same bulk command. */
export interface BulkRequest<Name extends BulkName = BulkName> {
  tenantId: string;
  id: string;
  name: Name;
  arguments: BulkArguments[Name];
  actor: Actor;
  leadIds: readonly string[];
}

/** Writes down what is asked of each lead, and has it begun. A second call with the same id changes nothing. */
export const beginBulk = async (tx: Tx, request: BulkRequest): Promise<void> => {
  const { tenantId, id, name, actor, leadIds } = request;
  const inserted = await tx.execute<{ id: string }[]>(
    `insert into bulk_command (id, tenant_id, name, arguments, actor_kind, actor_id, total) values (?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do nothing returning id`,
    [
      ...[id, tenantId, name, JSON.stringify(storableJson(request.arguments)), actor.kind, actor.id],
      leadIds.length,
    ],
  );
  if (inserted.length === 0) {
    if ((await tx.count(BulkCommand, { id, name })) === 0) throw new LedgerFailure('Ledger.KeyConflict');
    return;
  }
  const items = leadIds.map((leadId, number) => ({ id: uuidV7(), number, leadId }));
  await tx.execute(
    `insert into bulk_item (id, tenant_id, bulk_id, number, lead_id)
     select i.id, ?, ?, i.number, i."leadId" from jsonb_to_recordset(?::jsonb) as i (id uuid, number int, "leadId" uuid)`,
    [tenantId, id, JSON.stringify(items)],
  );
  await notePendingBatch(tx, { tenantId, kind: 'bulk', id, asked: 1 });
  await recordChange(tx, {
    ...{ tenantId, actor, action: 'bulkBegun', subject: { kind: 'BulkCommand', id } },
    before: null,
    after: { name, arguments: request.arguments, total: leadIds.length },
  });
};
