// What is said about somebody after they were erased, on real rows: by vendors, whose callbacks come late, and by staff.
import { MockActivityEnvironment } from '@temporalio/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeleteCopies } from '../../activities/erasure/delete-copies.ts';
import { createErasureActivities } from '../../activities/erasure/index.ts';
import type { ErasurePorts } from '../../activities/erasure/ports.ts';
import { Email } from '../../schema/database/emails/entities.ts';
import { recordEmailStatus } from '../../schema/database/emails/record-email-status.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { Erasure } from '../../schema/database/erasure/entities.ts';
import { eraseRows } from '../../schema/database/erasure/erase-rows.ts';
import { finishErasure } from '../../schema/database/erasure/finish-erasure.ts';
import { deliverFacts } from '../../schema/database/leads/deliver-facts.ts';
import { addNote } from '../../schema/database/leads/lead-notes.ts';
import { tagLead } from '../../schema/database/leads/tag-lead.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type MergeWorld, mergeWorld } from '../merge/merge-world.ts';
import { keptLog } from '../support/api-context.ts';
import { findEverywhere } from '../support/plant.ts';
import { testLinkSecret as linkSecret } from '../support/seed.ts';

let world: MergeWorld;
let owner: pg.Pool;
beforeAll(async () => {
  world = await mergeWorld();
  owner = new pg.Pool({ connectionString: world.ownerUrl, max: 2 });
});
afterAll(async () => {
  await owner.end();
  await world.drop();
});

const inTenant: typeof world.db.inTenant = (...work) => world.db.inTenant(...work);
const staff = { kind: 'staff', id: 'agent' } as const;

const begin = async (leadId: string): Promise<string> => {
  const asked = {
    tenantId: world.tenantId,
    leadId,
    reason: 'asked',
    askedBy: 'staff:admin',
    linkSecret,
  } as const;
  const begun = await inTenant(world.tenantId, (tx) => beginErasure(tx, asked));
  if (!begun) throw new Error('no such lead');
  return begun.erasureId;
};

/** Erases them, as the workflow does when nothing is on its way. */
const erase = async (leadId: string): Promise<string> => {
  const erasureId = await begin(leadId);
  await eraseRows(world.db, { tenantId: world.tenantId, leadIds: [leadId], erasureId });
  await inTenant(world.tenantId, (tx) => finishErasure(tx, erasureId));
  return erasureId;
};

const called = async (): Promise<{ leadId: string; attemptId: string; callSid: string }> => {
  const lead = await world.newLead({});
  await world.activities.placeCall({ ...world.stamped(lead), cause: lead.form });
  const [attempt] = await world.sql<{ id: string; call_sid: string }>(
    'select id, call_sid from call_attempt where lead_id = ?',
    [lead.leadId],
  );
  if (!attempt) throw new Error('nobody was called');
  return { leadId: lead.leadId, attemptId: attempt.id, callSid: attempt.call_sid };
};

test.each(['bounced', 'complained', 'opened'] as const)(
  'an e-mail that is %s afterwards is told without a word, to nobody, and bars nobody',
  async (status) => {
    const { tenantId, sql } = world;
    const leadId = await world.somebody();
    const emailId = uuidV7();
    const row = {
      tenantId,
      createdAt: new Date(),
      leadId,
      causedBy: { kind: 'system', id: 'test' },
    } as const;
    const texts = { recipient: 'weissdorn@lead.example', subject: 's', text: 't', html: 'h' };
    await inTenant(tenantId, (tx) =>
      tx.insert(Email, {
        ...{ ...row, id: emailId, outboundId: uuidV7(), vendorId: emailId, state: 'sent' },
        ...{ template: 'reply', recipientKind: 'lead', ...texts },
      } as never),
    );
    await erase(leadId);
    const counts = () =>
      sql(
        `select (select count(*) from suppression) as bars, (select count(*) from staff_note) as notes,
           (select count(*) from timeline_event) as told`,
      );
    const before = await counts();
    const event = {
      tenantId,
      vendor: 'resend',
      account: 'a',
      eventId: emailId,
      emailId,
      at: '2026-11-01T00:00:00Z',
    };
    const details = { bounce: { type: 'Permanent', message: 'weissdorn@lead.example: no such user' } };
    const told = await inTenant(tenantId, (tx) =>
      recordEmailStatus(tx, event, { status, permanent: true, details: details as never, linkSecret }),
    );
    expect(told).toBe('recorded');
    expect(await findEverywhere(owner, 'weissdorn')).toEqual([]);
    expect(await counts()).toEqual(before);
    expect(await sql('select from suppression where value_hash = ?', [keyedHash(linkSecret, '')])).toEqual(
      [],
    );
  },
);

test('a recording is deleted at the vendor though its callback is still to come: the start of it told its id', async () => {
  const { tenantId, db, vendors } = world;
  const { leadId, attemptId, callSid } = await called();
  await world.sql(
    `insert into outbound (id, tenant_id, lead_id, key, kind, vendor, payload, payload_hash, intent_hash, state, vendor_id,
       late_answers, caused_by, attempt)
     values (?, ?, ?, ?, 'recording', 'twilio', '{}', 'h', 'h', 'sent', ?, '[]', '{}', 1)`,
    [uuidV7(), tenantId, leadId, `recording:${attemptId}`, `RE-${attemptId}`],
  );
  const erasureId = await begin(leadId);
  const ports = {
    ...{ db, telephony: vendors.telephony.port, calendar: vendors.calendar.port },
  } as ErasurePorts;
  const { settleActions } = createErasureActivities(ports);
  await new MockActivityEnvironment().run(() => settleActions({ tenantId, leadId, erasureId }));
  const { copies } = await inTenant(tenantId, (tx) => tx.findOneOrFail(Erasure, { id: erasureId }));
  // a round that a vendor has used up asks no more, and says what is left
  const hung = createDeleteCopies({ ...ports, log: keptLog().log }, 0);
  expect(await hung({ tenantId, leadId, erasureId })).toEqual({ left: 2 });
  expect(vendors.telephony.deleted).toEqual([]);
  // what hangs on a call goes first
  expect(copies).toEqual([
    { kind: 'recording', id: `RE-${attemptId}` },
    { kind: 'call', id: callSid },
  ]);
});

test('staff put no words and no tags on somebody who is forgotten', async () => {
  const { tenantId, sql } = world;
  const leadId = await world.somebody();
  await erase(leadId);
  const added = await inTenant(tenantId, (tx) =>
    addNote(tx, { tenantId, id: uuidV7(), actor: staff, leadId, text: 'Called Frau Hagebutte again.' }),
  );
  const causedBy = { kind: 'system', id: 'asked' } as const;
  const tagged = await inTenant(tenantId, (tx) =>
    tagLead(tx, { leadId, tagged: () => ['Hagebutte'], actor: staff, causedBy }),
  );
  expect([added, tagged]).toEqual(['unknown', 'unknown']);
  expect(await findEverywhere(owner, 'Hagebutte')).toEqual([]);
  expect(await sql('select from lead_note where lead_id = ?', [leadId])).toEqual([]);
});

test('a reply to somebody who is forgotten is refused, and not tried again for ever', async () => {
  const leadId = await world.somebody();
  await erase(leadId);
  await deliverFacts(world.db, { tenantId: world.tenantId, leadId }, async () => 'closed');
  const answer = await world.command(leadId, 'sendReply', { text: 'Hello' } as never, async () => ({
    kind: 'closed',
  }));
  expect(answer).toMatchObject({ status: 'refused', code: 'leadClosed' });
});

test('nobody is merged with somebody who is forgotten', async () => {
  const [gone, other] = [await world.somebody(), await world.somebody()];
  await erase(gone);
  expect(await world.merge(gone, other)).toEqual({ kind: 'unknown' });
  expect(await world.lead(other)).toMatchObject({ merged_into: null });
});
