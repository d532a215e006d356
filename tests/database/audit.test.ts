// The audit log on a real database: what was changed, from what to what, with the change or not at all.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordChange } from '../../schema/database/audit/record-change.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { eraseRows } from '../../schema/database/erasure/erase-rows.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant, testLinkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';

let database: TestDatabase;
let tenantId: string;
beforeAll(async () => {
  database = await testDatabase();
  ({ tenantId } = await seedTenant(database.db, 'Alpha'));
});
afterAll(() => database.drop());

const change = (before: Record<string, unknown> | null, after: Record<string, unknown> | null) => ({
  tenantId,
  actor: { kind: 'staff', id: 'admin' } as const,
  action: 'thingChanged',
  subject: { kind: 'Thing', id: uuidV7() },
  before,
  after,
});

const entries = (subjectId: string) =>
  database.db.inTenant(tenantId, (tx) =>
    tx.execute('select actor_kind, actor_id, action, before, after from audit_entry where subject_id = ?', [
      subjectId,
    ]),
  );

test('keeps who did what, and of what was and is only what differs', async () => {
  const made = change(null, { name: 'Ada', role: 'agent' });
  const changed = change(
    { name: 'Ada', role: 'agent', tags: ['a'] },
    { name: 'Ada', role: 'admin', tags: ['a'] },
  );
  await database.db.inTenant(tenantId, async (tx) => {
    await recordChange(tx, made);
    await recordChange(tx, changed);
  });
  const who = { actor_kind: 'staff', actor_id: 'admin', action: 'thingChanged' };
  expect(await entries(made.subject.id)).toEqual([
    { ...who, before: null, after: { name: 'Ada', role: 'agent' } },
  ]);
  expect(await entries(changed.subject.id)).toEqual([
    { ...who, before: { role: 'agent' }, after: { role: 'admin' } },
  ]);
});

test('writes nothing of a change that changed nothing', async () => {
  const same = change({ name: 'Ada' }, { name: 'Ada' });
  await database.db.inTenant(tenantId, (tx) => recordChange(tx, same));
  expect(await entries(same.subject.id)).toEqual([]);
});

test('does not stand when the change that it tells of was taken back', async () => {
  const undone = change(null, { name: 'Ada' });
  const failing = database.db.inTenant(tenantId, async (tx) => {
    await recordChange(tx, undone);
    throw new Error('the change failed');
  });
  await expect(failing).rejects.toThrow('the change failed');
  expect(await entries(undone.subject.id)).toEqual([]);
});

test('tells of a command that changed no column', async () => {
  const asked = { ...change({}, {}), commandId: uuidV7() };
  await database.db.inTenant(tenantId, (tx) => recordChange(tx, asked));
  expect(await entries(asked.subject.id)).toMatchObject([
    { action: 'thingChanged', before: null, after: null },
  ]);
});

describe('what stands in the log', () => {
  const written = async (): Promise<string> => {
    const one = change({ name: 'Ada' }, { name: 'Bea' });
    await database.db.inTenant(tenantId, (tx) => recordChange(tx, one));
    return one.subject.id;
  };
  const sql = (text: string, values: unknown[]) =>
    database.db.inTenant(tenantId, (tx) => tx.execute(text, values));

  test.each([
    ['rewrites who it was', `update audit_entry set actor_id = 'other' where subject_id = ?`],
    ['rewrites what was changed', `update audit_entry set after = '{"name": "Cem"}' where subject_id = ?`],
    ['deletes it', 'delete from audit_entry where subject_id = ?'],
  ])('is refused to the application when it %s', async (_what, statement) => {
    const subjectId = await written();
    await expect(sql(statement, [subjectId])).rejects.toMatchObject({ code: '42501' });
    expect(await entries(subjectId)).toMatchObject([{ before: { name: 'Ada' }, after: { name: 'Bea' } }]);
  });

  test('is emptied when the person it is about is erased; who did what stays', async () => {
    const one = change({ name: 'Ada' }, { name: 'Bea' });
    const { leadId } = await seedLead(database.db, tenantId, 'Alpha');
    const forget = {
      tenantId,
      leadId,
      reason: 'asked',
      askedBy: 'staff:admin',
      linkSecret: testLinkSecret,
    } as const;
    const begun = await database.db.inTenant(tenantId, async (tx) => {
      await recordChange(tx, { ...one, leadId });
      return beginErasure(tx, forget);
    });
    await eraseRows(database.db, { tenantId, leadIds: [leadId], erasureId: begun?.erasureId ?? '' });
    expect(await entries(one.subject.id)).toEqual([
      { actor_kind: 'staff', actor_id: 'admin', action: 'thingChanged', before: null, after: null },
    ]);
  });
});
