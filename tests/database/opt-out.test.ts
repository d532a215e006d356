// An opt-out on a real database: it outlasts whatever barred the same number or address before.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { recordOptOut, suppress } from '../../schema/database/leads/opt-out.ts';
import { keyedHash } from '../../schema/database/secrets.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testLinkSecret as linkSecret, seedTenant } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

test('takes the place of a bounce or a wrong number, which staff could lift, and is taken by neither', async () => {
  const { tenantId } = await seedTenant(database.db, 'Alpha');
  const { leadId } = await seedLead(database.db, tenantId, 'Alpha', 7);
  const causedBy = { kind: 'system', id: leadId } as const;
  const bars = await database.db.inTenant(tenantId, async (tx) => {
    const lead = await lockLead(tx, leadId);
    if (!lead?.email || !lead.phone) throw new Error('the lead has no number or address');
    const bar = { tenantId, leadId, causedBy, linkSecret };
    const bounce = () => suppress(tx, { ...bar, kind: 'email', value: lead.email ?? '', reason: 'bounced' });
    await bounce();
    await suppress(tx, { ...bar, kind: 'phone', value: lead.phone, reason: 'wrongNumber' });
    await recordOptOut(tx, lead, { causedBy, actor: 'lead', linkSecret });
    await bounce();
    const hashes = [lead.email, lead.phone].map((value) => keyedHash(linkSecret, value ?? ''));
    return tx.execute<{ kind: string; reason: string }[]>(
      `select kind, reason from suppression where value_hash in (?, ?) and scope = 'all' order by kind`,
      hashes,
    );
  });
  expect(bars).toEqual([
    { kind: 'email', reason: 'optedOut' },
    { kind: 'phone', reason: 'optedOut' },
  ]);
});
