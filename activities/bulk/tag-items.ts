import { withTags } from '../../domain/leads/tags.ts';
import type { BulkArguments } from '../../schema/contracts/bulk.ts';
import { settleItem, waitingItems } from '../../schema/database/bulk/bulk-items.ts';
import type { BulkCommandRow } from '../../schema/database/bulk/entities.ts';
import { lockBulk } from '../../schema/database/bulk/steer-bulk.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { tagLead } from '../../schema/database/leads/tag-lead.ts';
import type { Ports } from '../ports.ts';
import { hiddenFrom, ofOthers } from './asker-sight.ts';

const atOnce = 50;

/** Tags the next leads, each in a transaction of its own with its item: nobody waits long for a lead, and none is tagged twice. */
export const tagItems = async (
  { db }: Pick<Ports, 'db'>,
  { id, tenantId }: Pick<BulkCommandRow, 'id' | 'tenantId'>,
): Promise<number> => {
  for (let tagged = 0; tagged < atOnce; tagged += 1) if (!(await tagNext(db, tenantId, id))) return tagged;
  return atOnce;
};

const answers = {
  changed: { state: 'done', code: 'tagged', text: 'Tagged.' },
  same: { state: 'done', code: 'nothingToDo', text: 'The tags are so already.' },
  tooMany: { state: 'refused', code: 'tooManyTags', text: 'This lead would have too many tags.' },
  unknown: { state: 'refused', code: 'leadUnknown', text: 'There is no such lead.' },
} as const;

const tagNext = (db: Ports['db'], tenantId: string, id: string): Promise<boolean> =>
  db.inTenant(tenantId, async (tx) => {
    const bulk = await lockBulk(tx, id);
    const [item] = bulk?.state === 'running' ? await waitingItems(tx, id, 1) : [];
    if (!bulk || !item) return false;
    // locked before it is looked at: nobody gives it to somebody else before it is tagged
    const lead = await lockLead(tx, item.leadId);
    const hidden = await hiddenFrom(tx, bulk);
    if (lead && (await hidden(lead.id))) {
      await settleItem(tx, item.id, ofOthers);
      return true;
    }
    const change = bulk.arguments as BulkArguments['tag'];
    const tagged = await tagLead(tx, {
      leadId: item.leadId,
      tagged: (present) => withTags(present, change),
      actor: { kind: bulk.actorKind, id: bulk.actorId },
      causedBy: { kind: 'bulk', id },
    });
    await settleItem(tx, item.id, answers[tagged]);
    return true;
  });
