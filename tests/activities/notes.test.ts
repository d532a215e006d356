// notes to staff against PostgreSQL, with a vendor that misbehaves
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StaffNoteKind } from '../../schema/contracts/notes.ts';
import { Draft, Message } from '../../schema/database/conversations/entities.ts';
import { type NoteForStaff, noteStaff } from '../../schema/database/notes/note-staff.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type ActivityWorld, activityWorld, type TestLead } from './activity-world.ts';

let world: ActivityWorld;
beforeAll(async () => {
  world = await activityWorld();
});
afterAll(() => world.drop());
beforeEach(() => {
  world.vendors.email.next.length = 0;
});

interface Row {
  id: string;
  recipient: string;
  state: string;
  reason: string | null;
}

const notesOf = (lead: TestLead) =>
  world.sql<Row>('select id, recipient, state, reason from staff_note where lead_id = ? order by recipient', [
    lead.leadId,
  ]);

const note = (lead: TestLead, over: Partial<NoteForStaff> = {}, kind: StaffNoteKind = 'handOff') =>
  world.db.inTenant(lead.tenantId, (tx) =>
    noteStaff(tx, {
      tenantId: lead.tenantId,
      leadId: lead.leadId,
      kind,
      about: { kind: 'lead', id: lead.leadId },
      causedBy: lead.form,
      ...over,
    }),
  );

const onlyNote = async (lead: TestLead) => {
  const [row, more] = await notesOf(lead);
  if (!row || more) throw new Error('expected one note');
  return { tenantId: lead.tenantId, noteId: row.id };
};

const mails = (lead: TestLead) =>
  [...world.vendors.email.sent.values()]
    .map(({ payload }) => payload)
    .filter(({ tags }) => tags.lead === lead.leadId);

describe('who is told', () => {
  test('whoever wants to be told, and whoever looks after the lead', async () => {
    const [lead, assigned] = [await world.newLead(), await world.newLead({ assignedTo: 'agent' })];
    await note(lead);
    await note(assigned);
    expect((await notesOf(lead)).map(({ recipient }) => recipient)).toEqual(['admin']);
    expect((await notesOf(assigned)).map(({ recipient }) => recipient)).toEqual(['admin', 'agent']);
  });

  test('only those who are named, where somebody is', async () => {
    const lead = await world.newLead();
    await note(lead, { recipients: ['agent'] });
    expect((await notesOf(lead)).map(({ recipient }) => recipient)).toEqual(['agent']);
  });
});

describe('a note to staff', () => {
  test('noted twice is one note, and it is sent once', async () => {
    const lead = await world.newLead();
    await note(lead);
    await note(lead);
    const ref = await onlyNote(lead);
    expect(await world.activities.sendStaffNote(ref)).toBe('sent');
    expect(await world.activities.sendStaffNote(ref)).toBe('sent');
    expect(mails(lead)).toHaveLength(1);
    expect(await notesOf(lead)).toMatchObject([{ state: 'sent', reason: null }]);
  });

  test('of a later round is one more, and it is sent once as well', async () => {
    const lead = await world.newLead();
    for (const round of [1, 2, 2]) await note(lead, { round });
    const rows = await notesOf(lead);
    expect(rows).toHaveLength(2);
    for (const { id: noteId } of [...rows, ...rows])
      expect(await world.activities.sendStaffNote({ tenantId: lead.tenantId, noteId })).toBe('sent');
    expect(mails(lead)).toHaveLength(2);
  });

  test('that was under way before there were rounds keeps its key', async () => {
    const lead = await world.newLead();
    await note(lead);
    await world.activities.sendStaffNote(await onlyNote(lead));
    const [sent] = await world.sql('select key from outbound where lead_id = ?', [lead.leadId]);
    expect(sent).toEqual({ key: `staff:handOff:${lead.leadId}:admin` });
  });

  test('tells of the draft, of what the lead wrote, and how to find them', async () => {
    const lead = await world.newLead();
    const [messageId, draftId] = [uuidV7(), uuidV7()];
    const row = { tenantId: lead.tenantId, createdAt: new Date(), leadId: lead.leadId, causedBy: lead.form };
    await world.db.inTenant(lead.tenantId, async (tx) => {
      const text = 'May I come on Sunday?';
      const message = { channel: 'email', direction: 'inbound', subject: 'Sunday', text } as const;
      await tx.insert(Message, { ...row, id: messageId, ...message, at: new Date() });
      const draft = { messageId, text: `We are closed. ${'x'.repeat(900)}`, confidence: 0.2 };
      await tx.insert(Draft, { ...row, id: draftId, ...draft, state: 'held' as const });
    });
    await note(
      lead,
      { about: { kind: 'draft', id: draftId }, remark: 'Please be quick.' },
      'approvalRequest',
    );
    await world.activities.sendStaffNote(await onlyNote(lead));
    const [mail] = mails(lead);
    expect(mail?.to).toEqual(['admin@acts.example']);
    for (const words of ['May I come on Sunday?', 'We are closed.', 'Please be quick.', draftId, lead.leadId])
      expect(mail?.text).toContain(words);
    expect(mail?.text).not.toContain('x'.repeat(500));
  });

  test('whose answer was lost is found after its lease, and one arrives', async () => {
    const lead = await world.newLead();
    await note(lead);
    const ref = await onlyNote(lead);
    world.vendors.email.next.push('dropped');
    await expect(world.activities.sendStaffNote(ref)).rejects.toMatchObject({ type: 'Ledger.Unsettled' });
    await world.expireLeases();
    expect(await world.activities.sendStaffNote(ref)).toBe('sent');
    expect(mails(lead)).toHaveLength(1);
  });

  test('that the vendor refuses is given up, and the timeline says so', async () => {
    const lead = await world.newLead();
    await note(lead);
    world.vendors.email.next.push('refused');
    expect(await world.activities.sendStaffNote(await onlyNote(lead))).toBe('givenUp');
    expect(await notesOf(lead)).toMatchObject([{ state: 'givenUp', reason: '400' }]);
    expect(await world.sql('select kind from timeline_event where lead_id = ?', [lead.leadId])).toEqual([
      { kind: 'staffNotTold' },
    ]);
  });

  test('to somebody who left is skipped', async () => {
    const lead = await world.newLead();
    await note(lead, { recipients: ['nobody'] });
    expect(await world.activities.sendStaffNote(await onlyNote(lead))).toBe('skipped');
    expect(await notesOf(lead)).toMatchObject([{ state: 'skipped', reason: 'noAddress' }]);
  });

  test('that was sent at the last moment is not given up', async () => {
    const lead = await world.newLead();
    await note(lead);
    const ref = await onlyNote(lead);
    await world.activities.sendStaffNote(ref);
    expect(await world.activities.giveUpStaffNote(ref)).toBe('sent');
    expect(await notesOf(lead)).toMatchObject([{ state: 'sent' }]);
  });
});
