// commands against PostgreSQL, with an engine that does as it is told
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSendCommand } from '../../api/send-command.ts';
import type { CommandReply } from '../../integrations/engine/port.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import { settleCommand } from '../../schema/database/leads/commands.ts';
import { Lead, Suppression } from '../../schema/database/leads/entities.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { testLinkSecret } from '../support/seed.ts';
import { type FactsWorld, factsWorld } from './facts-world.ts';

let world: FactsWorld;
let leadId: string;
beforeAll(async () => {
  world = await factsWorld();
});
beforeEach(async () => {
  leadId = await world.newLead();
});
afterAll(() => world.drop());

const pauseOf = (lead: string, commandId = uuidV7()) => ({
  tenantId: world.tenantId,
  leadId: lead,
  name: 'pause' as const,
  arguments: { reason: null },
  actor: { kind: 'staff' as const, id: 'agent' },
  commandId,
});

describe('a command', () => {
  test('of a journey that has not heard its first fact yet stands', async () => {
    await world.tell(leadId, 'formSubmitted');
    const ask = async (): Promise<CommandReply> => ({ kind: 'closed' });
    expect(await createSendCommand(world.db, ask, testLinkSecret)(pauseOf(leadId))).toMatchObject({
      status: 'accepted',
    });
  });

  test('of a closed journey is refused', async () => {
    const ask = async (): Promise<CommandReply> => ({ kind: 'closed' });
    expect(await createSendCommand(world.db, ask, testLinkSecret)(pauseOf(leadId))).toMatchObject({
      status: 'refused',
      code: 'leadClosed',
    });
  });

  test('to opt out stands for a closed journey as well: it is written when it is accepted', async () => {
    const ask = async (): Promise<CommandReply> => ({ kind: 'closed' });
    const { actor, tenantId } = pauseOf(leadId);
    await world.db.inTenant(tenantId, (tx) =>
      tx.nativeUpdate(Lead, { id: leadId }, { phone: '+12025550101' }),
    );
    const request = { tenantId, leadId, actor, name: 'optOut', arguments: { reason: null } } as const;
    expect(await createSendCommand(world.db, ask, testLinkSecret)(request)).toMatchObject({ status: 'done' });
    const rows = await world.db.inTenant(tenantId, async (tx) => ({
      lead: await tx.findOneOrFail(Lead, { id: leadId }),
      blocked: await tx.count(Suppression, {}),
    }));
    expect(rows.lead.optedOutAt).toBeInstanceOf(Date);
    expect(rows.lead.status).toBe('opted_out');
    expect(rows.blocked).toBeGreaterThan(0);
  });

  test('with the same id at once is one command', async () => {
    const ask = async (): Promise<CommandReply> => ({ kind: 'pending' });
    const once = pauseOf(leadId);
    const all = await Promise.all(
      Array.from({ length: 5 }, () => createSendCommand(world.db, ask, testLinkSecret)(once)),
    );
    expect(new Set(all.map(({ commandId }) => commandId))).toEqual(new Set([once.commandId]));
  });

  test('with the id of another lead’s command opens nothing', async () => {
    const ask = async (): Promise<CommandReply> => ({ kind: 'pending' });
    const first = pauseOf(leadId);
    await createSendCommand(world.db, ask, testLinkSecret)(first);
    const stranger = pauseOf(await world.newLead(), first.commandId);
    await expect(createSendCommand(world.db, ask, testLinkSecret)(stranger)).rejects.toMatchObject({
      type: 'Ledger.KeyConflict',
    });
  });

  test('stays on the dispatcher’s list until its journey has answered, although its row is settled', async () => {
    const settle = (id: string) =>
      world.db.inTenant(world.tenantId, (tx) =>
        settleCommand(tx, id, { state: 'done', code: 'paused', text: 'Paused.', effect: { paused: true } }),
      );
    const isListed = async (id: string) => (await world.pending()).some(({ ref }) => ref === id);
    const [died, answered] = [pauseOf(leadId), pauseOf(leadId)];
    const dies = async ({ commandId }: { commandId: string }): Promise<CommandReply> => {
      await settle(commandId);
      return { kind: 'pending' };
    };
    const answers = async ({ commandId }: { commandId: string }): Promise<CommandReply> => {
      await settle(commandId);
      return { kind: 'answered', outcome: { status: 'done', code: 'paused' } };
    };
    await createSendCommand(world.db, dies, testLinkSecret)(died);
    await createSendCommand(world.db, answers, testLinkSecret)(answered);
    expect(await isListed(died.commandId)).toBe(true);
    expect(await isListed(answered.commandId)).toBe(false);
  });

  test('that is settled is answered from its row: no journey is asked again', async () => {
    const once = pauseOf(leadId);
    const closed = async (): Promise<CommandReply> => ({ kind: 'closed' });
    const first = await createSendCommand(world.db, closed, testLinkSecret)(once);
    const ask = () => Promise.reject(new Error('asked again'));
    expect(await createSendCommand(world.db, ask, testLinkSecret)(once)).toEqual(first);
  });

  test('stands while Temporal is away', async () => {
    const ask = () =>
      Promise.reject(
        new VendorFailure({
          vendor: 'temporal',
          type: 'Vendor.Unavailable',
          certainty: 'notSent',
          code: 'x',
        }),
      );
    expect(await createSendCommand(world.db, ask, testLinkSecret)(pauseOf(leadId))).toMatchObject({
      status: 'accepted',
    });
  });
});
