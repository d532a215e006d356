import type { BulkActivities, BulkProgress } from '../../schema/contracts/bulk.ts';
import { BulkCommand } from '../../schema/database/bulk/entities.ts';
import { countBulk, lockBulk } from '../../schema/database/bulk/steer-bulk.ts';
import type { Ports } from '../ports.ts';
import { askItems } from './ask-items.ts';
import { tagItems } from './tag-items.ts';

const gone: BulkProgress = { kind: 'over', state: 'stopped', total: 0, done: 0, refused: 0, moved: 0 };

/** What was asked of many leads at once: the rows say whose turn it is. */
export const createBulkActivities = (ports: Ports): BulkActivities => ({
  tendBulk: async ({ tenantId, bulkId: id }): Promise<BulkProgress> => {
    const { db } = ports;
    const bulk = await db.inTenant(tenantId, (tx) => tx.findOne(BulkCommand, { id }));
    if (!bulk) return gone;
    const tend = bulk.name === 'tag' ? tagItems : askItems;
    const moved = await tend(ports, { id, tenantId });
    return db.inTenant(tenantId, async (tx): Promise<BulkProgress> => {
      const now = await lockBulk(tx, id);
      if (!now) return gone;
      const { state, done, refused } = await countBulk(tx, now);
      const isOver = state === 'done' || state === 'stopped';
      return { kind: isOver ? 'over' : 'more', state, total: now.total, done, refused, moved };
    });
  },
});
