// The sound of recordings in a person's export, with a vendor that is away, breaks off, or has it no more.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import { beginErasure } from '../../schema/database/erasure/begin-erasure.ts';
import { testLinkSecret as linkSecret } from '../support/seed.ts';
import { seedLead } from '../support/seed-lead.ts';
import { type ExportWorld, exportWorld } from './export-world.ts';

let world: ExportWorld;
beforeAll(async () => {
  world = await exportWorld();
});
afterAll(() => world.drop());

const sql = <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  world.db.inTenant(world.tenantId, (tx) => tx.execute(text, values) as Promise<Row[]>);

let n = 0;
/** An export of somebody with one recording, whose rows are written. */
const withRecording = async (): Promise<{ leadId: string; exportId: string; sid: string }> => {
  n += 1;
  const { leadId, callId } = await seedLead(world.db, world.tenantId, 'Alpha', n);
  await sql(
    'delete from recording where attempt_id in (select id from call_attempt where lead_id = ? and id <> ?)',
    [leadId, callId],
  );
  const exportId = (await world.ask(leadId)) ?? '';
  const [{ sid } = { sid: '' }] = await sql<{ sid: string }>(
    'select recording_sid as sid from recording where attempt_id = ?',
    [callId],
  );
  return { leadId, exportId, sid };
};

const soundOf = async (exportId: string) =>
  JSON.parse(String(await world.contents(await world.find(exportId)))).sound;
const drafts = (exportId: string) =>
  sql<{ draft: string }>('select distinct draft from lead_export_piece where export_id = ?', [exportId]);

const limited = new VendorFailure({
  ...{ vendor: 'fake', type: 'Vendor.RateLimited', certainty: 'notSent', code: '429' },
});

test('a sound is a file of its own, in pieces, as it came in', async () => {
  const { exportId, sid } = await withRecording();
  const sound = Buffer.alloc(1_300_000, 'sound');
  world.telephony.sounds.set(sid, [sound.subarray(0, 700_000), sound.subarray(700_000)]);
  const written = await world.write(exportId);
  const name = `recordings/${sid}.wav`;
  expect(written.files).toMatchObject([{ name: 'person.json' }, { name, bytes: sound.length }]);
  expect((await world.contents(written, name)).equals(sound)).toBe(true);
  expect(await soundOf(exportId)).toEqual([{ recordingSid: sid, file: name }]);
});

test('what an attempt left that broke off is no part of it', async () => {
  const { exportId, sid } = await withRecording();
  world.telephony.sounds.set(
    sid,
    (async function* () {
      yield Buffer.alloc(600_000, 'half');
      throw limited;
    })(),
  );
  await expect(world.write(exportId)).rejects.toThrow(limited);
  expect(await drafts(exportId)).toHaveLength(2);
  world.telephony.sounds.set(sid, [Buffer.from('whole')]);
  const written = await world.write(exportId);
  expect(String(await world.contents(written, `recordings/${sid}.wav`))).toBe('whole');
  expect(await drafts(exportId)).toHaveLength(2);
});

test('a sound that the vendor has no more is said to be gone', async () => {
  const { exportId, sid } = await withRecording();
  expect((await world.write(exportId)).state).toBe('ready');
  expect(await soundOf(exportId)).toEqual([{ recordingSid: sid, missing: 'gone' }]);
});

test('a vendor that is away is asked again for an hour, and then keeps nobody waiting', async () => {
  const { exportId, sid } = await withRecording();
  world.telephony.next.push('limited', 'limited');
  await expect(world.tend(exportId)).rejects.toThrow(VendorFailure);
  expect((await world.find(exportId)).state).toBe('writing');
  await world.tend(exportId, 3_600_001);
  await world.write(exportId);
  expect(await soundOf(exportId)).toEqual([{ recordingSid: sid, missing: 'unreachable' }]);
});

test('what the vendor refuses for good is not asked for again', async () => {
  const { exportId, sid } = await withRecording();
  world.telephony.next.push('refused');
  await world.write(exportId);
  expect(await soundOf(exportId)).toEqual([{ recordingSid: sid, missing: 'unreachable' }]);
});

test('somebody who is forgotten while their sound comes in leaves nothing', async () => {
  const { leadId, exportId, sid } = await withRecording();
  const { tenantId, db } = world;
  world.telephony.sounds.set(
    sid,
    (async function* () {
      yield Buffer.alloc(600_000, 'before');
      await db.inTenant(tenantId, (tx) =>
        beginErasure(tx, { tenantId, leadId, reason: 'asked', askedBy: 'staff:admin', linkSecret }),
      );
      yield Buffer.alloc(600_000, 'after');
    })(),
  );
  expect((await world.write(exportId)).state).toBe('removed');
  expect(await drafts(exportId)).toEqual([]);
});

test('two workers that write the same at once write it once', async () => {
  const { leadId, exportId, sid } = await withRecording();
  await sql(
    `insert into timeline_event (id, tenant_id, lead_id, kind, details, actor, caused_by, at)
     select gen_random_uuid(), ?, ?, 'noted', jsonb_build_object('words', repeat('x', 8000)), 'system', '{}', now()
     from generate_series(1, 300)`,
    [world.tenantId, leadId],
  );
  world.telephony.sounds.set(sid, {
    async *[Symbol.asyncIterator]() {
      await sleep(20);
      yield Buffer.from('sound');
    },
  });
  const [written] = await Promise.all([world.write(exportId), world.write(exportId)]);
  expect(written.pieces).toBeGreaterThan(5);
  const { sections, sound } = JSON.parse(String(await world.contents(await world.find(exportId))));
  const ids = sections.timelineEvent.entries.map(({ id }: { id: string }) => id);
  expect([ids.length, new Set(ids).size]).toEqual([302, 302]);
  expect(sound).toHaveLength(1);
  expect(await drafts(exportId)).toHaveLength(2);
});
