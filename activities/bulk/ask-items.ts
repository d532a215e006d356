import type { CommandName } from '../../schema/contracts/commands.ts';
import {
  isAbout,
  itemsAsked,
  settleItem,
  takeAnswers,
  waitingItems,
} from '../../schema/database/bulk/bulk-items.ts';
import type { BulkCommandRow } from '../../schema/database/bulk/entities.ts';
import { lockBulk } from '../../schema/database/bulk/steer-bulk.ts';
import { acceptCommand } from '../../schema/database/leads/commands.ts';
import { leadRoot } from '../../schema/database/leads/lead-family.ts';
import { deferPending } from '../../schema/database/routing/doors.ts';
import { uuidFromName } from '../../schema/database/uuid-from-name.ts';
import type { Ports } from '../ports.ts';
import { hiddenFrom, ofOthers } from './asker-sight.ts';

const atOnce = 20;
const mostUnanswered = 40;

const absorbed = {
  state: 'refused',
  code: 'leadMerged',
  text: 'This lead is another one by now, which is asked as well.',
} as const;

/**
 * Writes a command for each of the next leads, for the dispatcher to send behind everything else, and notes what others have
 * answered: never more than a few dozen are under way. One lead's command is named after the bulk command and the lead, so
 * that however often this is tried it is one. A lead that was merged meanwhile is asked as the lead that it is by now, once.
 * One that whoever asked may not see any more is not asked.
 */
export const askItems = (
  { db }: Pick<Ports, 'db'>,
  { id, tenantId }: Pick<BulkCommandRow, 'id' | 'tenantId'>,
): Promise<number> =>
  db.inTenant(tenantId, async (tx) => {
    const bulk = await lockBulk(tx, id);
    if (!bulk) return 0;
    const answered = await takeAnswers(tx, id);
    if (bulk.state !== 'running') return answered;
    const room = Math.min(atOnce, mostUnanswered - (await itemsAsked(tx, id)));
    const items = room > 0 ? await waitingItems(tx, id, room) : [];
    const hidden = await hiddenFrom(tx, bulk);
    for (const item of items) {
      const root = await leadRoot(tx, item.leadId);
      if (root !== item.leadId && (await isAbout(tx, id, root))) {
        await settleItem(tx, item.id, absorbed);
        continue;
      }
      if (await hidden(root)) {
        await settleItem(tx, item.id, ofOthers);
        continue;
      }
      const commandId = uuidFromName(tenantId, id, item.leadId);
      await acceptCommand(tx, {
        ...{ tenantId, leadId: item.leadId, commandId, arguments: bulk.arguments as never },
        name: bulk.name as CommandName,
        actor: { kind: bulk.actorKind, id: bulk.actorId },
      });
      await deferPending(tx, { kind: 'command', ref: commandId });
      await settleItem(tx, item.id, { state: 'asked', commandId });
    }
    return answered + items.length;
  });
