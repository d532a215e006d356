// Records whole chains of runs, to be replayed whenever workflow code changes: `node tests/histories/record.ts <story> …`.
// A history that stands is never recorded anew: it is what old code has decided.
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { ApplicationFailure } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { type BulkProgress, bulkCommandId } from '../../schema/contracts/bulk.ts';
import { type ErasureActivities, eraseLeadId } from '../../schema/contracts/erasure.ts';
import { type ExportActivities, exportLeadId } from '../../schema/contracts/exports.ts';
import { type ImportProgress, importAsked, importLeadsId } from '../../schema/contracts/imports.ts';
import type { Inheritance } from '../../schema/contracts/journey.ts';
import { type NotifyActivities, notifyPersonId } from '../../schema/contracts/notes.ts';
import { type RetentionActivities, retentionId } from '../../schema/contracts/retention.ts';
import { calendarNoticed, calendarSubscriptionId, type Tended } from '../../schema/contracts/watch.ts';
import { fetchRuns } from '../workflow/count-actions.ts';
import { farAway, nothingInherited, refusal, soon } from '../workflow/fake-activities.ts';
import { type Lead, openWorld, type World } from '../workflow/journey-world.ts';
import { playReferenceJourney, referenceAnswers } from '../workflow/reference-journey.ts';

const stories: Record<string, (world: World) => Promise<Pick<Lead, 'workflowId'>>> = {
  reference: async (world) => {
    const lead = await world.lead(referenceAnswers());
    await playReferenceJourney(lead);
    await lead.command('close', { closing: 'done', goto: 'closed' });
    await lead.handle().result();
    return lead;
  },
  'opt-out-in-live-call': async (world) => {
    const lead = await world.lead();
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('optedOut');
    await lead.asked('hangUp');
    await lead.tell('callEnded', 'attempt-1');
    await lead.handle().result();
    return lead;
  },
  'erased-in-live-call': async (world) => {
    const lead = await world.lead();
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('erased');
    await lead.asked('hangUp');
    await lead.tell('callEnded', 'attempt-1');
    await lead.handle().result();
    return lead;
  },
  'person-erased': async (world) => {
    const erasing: ErasureActivities = {
      endJourneys: answers({ running: 1 }, { running: 0 }),
      settleActions: answers({ until: soon(1_000) }, { until: null }),
      emptyRows: answers({ rows: 12 }, { rows: 1 }),
      deleteHistories: answers({ left: 0 }),
      deleteCopies: answers({ left: 0 }),
      finishErasure: async () => {},
    };
    const { taskQueue } = await world.worker(erasing);
    const erasure = { tenantId: randomUUID(), leadId: randomUUID(), erasureId: randomUUID() };
    const workflowId = eraseLeadId(erasure);
    await world.client.workflow.execute('eraseLead', { workflowId, taskQueue, args: [erasure] });
    return { workflowId };
  },
  'person-exported': async (world) => {
    const written = { entries: 340, sounds: 1 };
    const exporting: ExportActivities = {
      tendExport: answers(
        { kind: 'more', entries: 200, sounds: 0, until: null },
        { kind: 'more', ...written, until: null },
        { kind: 'over', ...written, until: soon(1_000) },
      ),
      removeExport: async () => {},
    };
    const { taskQueue } = await world.worker(exporting);
    const person = { tenantId: randomUUID(), exportId: randomUUID() };
    const workflowId = exportLeadId(person);
    await world.client.workflow.execute('exportLead', { workflowId, taskQueue, args: [person] });
    return { workflowId };
  },
  'old-rows-removed': async (world) => {
    const removed = { late: 1, unclaimed: 2, recordings: 3, messages: 4, leads: 5 };
    const retaining: RetentionActivities = {
      tendRetention: answers(
        { kind: 'more', place: { kind: 'messages', after: '3' }, pauseMs: 200, removed },
        { kind: 'more', place: { kind: 'leads', after: null }, pauseMs: 200, removed },
        { kind: 'over', isCut: false, removed },
      ),
    };
    const { taskQueue } = await world.worker(retaining);
    const tenant = { tenantId: randomUUID() };
    const workflowId = retentionId(tenant);
    await world.client.workflow.execute('retention', { workflowId, taskQueue, args: [tenant] });
    return { workflowId };
  },
  'facts-read-back-and-commands': async (world) => {
    const lead = await world.lead({
      afterCall: async () => ({ kind: 'onward', to: 'call', because: 'noAnswer', at: farAway() }),
    });
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    lead.store('leadChanged');
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('sleeps', ({ because }) => because === 'noAnswer');
    await lead.command('pause', { paused: true });
    await lead.command('resume', { paused: false, replan: true });
    await lead.reaches('has call 2 open', ({ call }) => call?.attemptId === 'attempt-2');
    await lead.command('bookAppointment', { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' });
    await lead.tell('callEnded', 'attempt-2');
    await lead.reaches('attends', ({ appointment }) => appointment?.arranged === 1);
    await lead.command('cancelAppointment', { appointment: { id: 'appointment-1', v: 2 }, goto: 'attend' });
    await lead.reaches('attends', ({ appointment }) => appointment?.arranged === 2);
    return lead;
  },
  'moved-in-outlook': async (world) => {
    let v = 1;
    const lead = await world.lead({
      arrangeMeeting: async () => ({ kind: 'arranged', v, next: { at: farAway(), what: 'remind' } }),
    });
    await lead.tell('formSubmitted');
    await lead.command('bookAppointment', { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('attends', ({ appointment }) => appointment?.arranged === 1);
    v = 2;
    await lead.tell('appointmentChanged', 'appointment-1');
    await lead.reaches('attends the new time', ({ appointment }) => appointment?.arranged === 2);
    await lead.command('close', { closing: 'done', goto: 'closed' });
    await lead.handle().result();
    return lead;
  },
  'moved-and-cancelled-in-outlook': async (world) => {
    const { promise: bothTold, resolve: go } = Promise.withResolvers<void>();
    let asked = 0;
    const lead = await world.lead({
      arrangeMeeting: async ({ v }) => {
        asked += 1;
        if (asked === 1) return { kind: 'arranged', v, next: { at: farAway(), what: 'remind' } };
        await bothTold;
        return { kind: 'onward', to: 'schedule', because: 'appointmentCancelled' };
      },
    });
    await lead.tell('formSubmitted');
    await lead.command('bookAppointment', { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('attends', ({ appointment }) => appointment?.arranged === 1);
    await lead.tell('appointmentChanged', 'appointment-1');
    await lead.asked('arrangeMeeting', 2);
    await lead.tell('appointmentChanged', 'appointment-1');
    go();
    await lead.reaches('has an offer open', ({ because }) => because === 'offerStands');
    await lead.command('close', { closing: 'done', goto: 'closed' });
    await lead.handle().result();
    return lead;
  },
  'no-show-recovered': async (world) => {
    const lead = await world.lead();
    await lead.tell('formSubmitted');
    await lead.command('bookAppointment', { appointment: { id: 'appointment-1', v: 1 }, goto: 'attend' });
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('attends', ({ appointment }) => appointment?.arranged === 1);
    const missed = { kind: 'appointment', id: 'appointment-1' } as const;
    await lead.command('markNoShow', { goto: 'schedule', callCause: missed, status: 'qualified' });
    await lead.reaches('offers another time', ({ offer }) => offer?.made === true);
    await lead.command('bookAppointment', { appointment: { id: 'appointment-2', v: 1 }, goto: 'attend' });
    await lead.reaches('attends again', ({ appointment }) => appointment?.id === 'appointment-2');
    await lead.command('close', { closing: 'done', goto: 'closed' });
    await lead.handle().result();
    return lead;
  },
  'held-by-suspension': async (world) => {
    const now = { suspended: true };
    const heldThen = async <T>(answer: T): Promise<T> => {
      if (now.suspended) throw ApplicationFailure.nonRetryable('Ledger.Suspended', 'Ledger.Suspended');
      return answer;
    };
    const lead = await world.lead({
      welcome: () => heldThen({ kind: 'done' }),
      placeCall: () => heldThen({ kind: 'placed', attemptId: 'attempt-1', guardAt: farAway() }),
    });
    await lead.tell('formSubmitted');
    await lead.reaches('is held', ({ suspended }) => suspended === true);
    now.suspended = false;
    await lead.tell('leadChanged');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.asked('welcome', 2);
    await lead.command('close', { closing: 'done', goto: 'closed' });
    await lead.tell('callEnded', 'attempt-1');
    await lead.handle().result();
    return lead;
  },
  'calendar-watched': async (world) => {
    const watch = { tenantId: randomUUID(), staffKey: 'agent' };
    const answers: Tended[] = [
      { kind: 'tended', did: ['subscribed', 'readWhole'], changed: 0, at: farAway(), because: 'reading' },
      { kind: 'tended', did: ['noticesHandled'], changed: 1, at: soon(1_000), because: 'renewal' },
      { kind: 'over' },
    ];
    const tendCalendar = async (): Promise<Tended> => answers.shift() ?? { kind: 'over' };
    const { taskQueue } = await world.worker({ tendCalendar });
    const workflowId = calendarSubscriptionId(watch);
    const run = { workflowId, taskQueue, args: [watch] };
    const handle = await world.client.workflow.start('calendarSubscription', run);
    while (answers.length > 2) await wait(20);
    await handle.signal(calendarNoticed);
    await handle.result();
    return { workflowId };
  },
  'incoming-call': async (world) => {
    const lead = await world.lead();
    await lead.tell('callReceived', 'attempt-1');
    await lead.reaches('follows the call', ({ call }) => call?.attemptId === 'attempt-1');
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('offers slots', ({ step }) => step === 'schedule');
    await lead.tell('callReceived', 'attempt-2');
    await lead.reaches('follows the next call', ({ call }) => call?.attemptId === 'attempt-2');
    await lead.tell('callEnded', 'attempt-2');
    await lead.asked('summarise', 2);
    await lead.command('close', { closing: 'done', goto: 'closed' });
    await lead.handle().result();
    return lead;
  },
  'call-back-owed': async (world) => {
    let placed = 0;
    const lead = await world.lead({
      placeCall: async () => {
        placed += 1;
        if (placed === 1) return { kind: 'at', at: farAway(), because: 'callBack' };
        return { kind: 'placed', attemptId: 'attempt-3', guardAt: farAway() };
      },
      afterCall: async ({ attemptId }) => {
        if (attemptId === 'attempt-1') return { kind: 'onward', to: 'followUp', because: 'ladderExhausted' };
        const messageOnly = attemptId === 'attempt-2';
        return { kind: 'onward', to: 'summarise', because: 'answered', ...(messageOnly && { messageOnly }) };
      },
    });
    await lead.tell('messageReceived', randomUUID());
    await lead.command('requestCall', { goto: 'call', callCause: { kind: 'command', id: randomUUID() } });
    await lead.reaches('sleeps until then', ({ because }) => because === 'callBack');
    for (const attempt of ['attempt-1', 'attempt-2']) {
      await lead.tell('callReceived', attempt);
      await lead.reaches('follows the call', ({ call }) => call?.attemptId === attempt);
      await lead.tell('callEnded', attempt);
      await lead.reaches('owes it still', ({ because }) => because === 'callBackOwed');
    }
    await lead.command('resume', { replan: true });
    await lead.reaches('is called back', ({ call }) => call?.attemptId === 'attempt-3');
    await lead.tell('callEnded', 'attempt-3');
    await lead.reaches('offers slots', ({ offer }) => offer?.made === true);
    await lead.command('close', { closing: 'done', goto: 'closed' });
    await lead.handle().result();
    return lead;
  },
  'draft-edited': async (world) => {
    const lead = await playHeld(world, farAway);
    await lead.command('decideDraft', { draft: { id: await heldIn(lead), done: false } });
    await lead.reaches('is done with it', ({ drafts }) => drafts === undefined);
    await lead.command('close', { closing: 'done', goto: 'closed' });
    await lead.handle().result();
    return lead;
  },
  'draft-timed-out': async (world) => {
    const lead = await playHeld(world, () => soon(1_500));
    await lead.asked('tendDraft', 2);
    await lead.reaches('is done with it', ({ drafts }) => drafts === undefined);
    return lead;
  },
  'answer-kept': async (world) => {
    const lead = await world.lead({
      answer: async () => Promise.reject(refusal()),
      keepAnswer: async () => ({ kind: 'held', draftId: randomUUID(), at: new Date().toISOString() }),
    });
    await lead.tell('messageReceived');
    await lead.asked('tendDraft');
    await lead.reaches('is done with it', ({ drafts }) => drafts === undefined);
    return lead;
  },
  absorbed: async (world) => {
    const { promise: handedOver, resolve: go } = Promise.withResolvers<void>();
    const lead = await world.lead({
      afterCall: async () => ({ kind: 'onward', to: 'call', because: 'noAnswer', at: farAway() }),
      answer: async () => handedOver.then(() => ({ kind: 'sent' as const })),
      handOver: async () => go(),
    });
    await lead.tell('formSubmitted');
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('absorbed', randomUUID());
    await lead.reaches('has heard of it', (state) => state.absorbed !== undefined);
    lead.store('messageReceived', randomUUID());
    await lead.tell('callEnded', 'attempt-1');
    await lead.handle().result();
    return lead;
  },
  inherits: async (world) => {
    const callCause = { kind: 'command', id: randomUUID() } as const;
    const left = { ...nothingInherited, withdraw: randomUUID(), remains: { step: 'call', callCause } };
    const lead = await world.lead({ takeOver: async () => left as Inheritance });
    await lead.tell('messageReceived', randomUUID());
    await lead.reaches('rests', ({ step, unanswered }) => step === 'rest' && unanswered === undefined);
    await lead.tell('inherited', randomUUID());
    await lead.reaches('has a call open', ({ call }) => call !== undefined);
    await lead.tell('callEnded', 'attempt-1');
    await lead.reaches('offers slots', ({ step }) => step === 'schedule');
    await lead.command('close', { closing: 'done', goto: 'closed' });
    await lead.handle().result();
    return lead;
  },
  'absorbed-with-draft': async (world) => {
    const lead = await playHeld(world, farAway);
    await lead.tell('absorbed', randomUUID());
    await lead.handle().result();
    return lead;
  },
  'inherits-draft': async (world) => {
    const drafts = [{ id: randomUUID(), asked: 0, at: soon(1_500) }];
    const lead = await world.lead({ takeOver: async () => ({ ...nothingInherited, drafts }) });
    await lead.tell('messageReceived', randomUUID());
    await lead.reaches('rests', ({ step, unanswered }) => step === 'rest' && unanswered === undefined);
    await lead.tell('inherited', randomUUID());
    await lead.asked('tendDraft');
    await lead.reaches('is done with it', ({ drafts }) => drafts === undefined);
    await lead.command('close', { closing: 'done', goto: 'closed' });
    await lead.handle().result();
    return lead;
  },
  'staff-note': (world) => playNote(world, async () => 'sent'),
  'staff-note-given-up': (world) => playNote(world, () => Promise.reject(refusal())),
  'import-made': playImport,
  'bulk-asked': playBulk,
};

/** A lead that has written, whose answer waits for a person; the first time-out only reminds people. */
async function playHeld(world: World, at: () => string): Promise<Lead> {
  let tended = 0;
  const lead = await world.lead({
    answer: async () => ({ kind: 'held', draftId: randomUUID(), at: at() }),
    tendDraft: async () => {
      tended += 1;
      return tended === 1 && at !== farAway ? { kind: 'waits', at: at() } : { kind: 'done' };
    },
  });
  await lead.tell('messageReceived');
  await lead.reaches('holds a draft', ({ drafts }) => drafts?.length === 1);
  return lead;
}

const heldIn = async (lead: Lead): Promise<string> => (await lead.state()).drafts?.[0]?.id ?? '';

/** An import of three pages, one of which is lost on the way. */
async function playImport(world: World): Promise<{ workflowId: string }> {
  let asked = 0;
  const { taskQueue } = await world.worker({
    tendImport: async (): Promise<ImportProgress> => {
      asked += 1;
      if (asked === 2) throw new Error('away');
      const isOver = asked > 3;
      return {
        ...{ kind: isOver ? 'over' : 'more', state: isOver ? 'done' : 'making' },
        ...{ total: 450, checked: 450, made: Math.min(450, asked * 150) },
      };
    },
  });
  const ref = { tenantId: randomUUID(), importId: randomUUID() };
  const workflowId = importLeadsId(ref);
  const start = { workflowId, taskQueue, args: [ref], signal: importAsked };
  await (await world.client.workflow.signalWithStart('importLeads', start)).result();
  return { workflowId };
}
/** One answer after the other, the last for ever. */
const answers =
  <T>(...given: [T, ...T[]]) =>
  async (): Promise<T> =>
    given.length > 1 ? (given.shift() as T) : given[0];

/** A bulk command of two turns, after one in which nobody answered. */
async function playBulk(world: World): Promise<{ workflowId: string }> {
  let asked = 0;
  const { taskQueue } = await world.worker({
    tendBulk: async (): Promise<BulkProgress> => {
      asked += 1;
      const isOver = asked > 3;
      return {
        ...{ kind: isOver ? 'over' : 'more', state: isOver ? 'done' : 'running' },
        ...{ total: 40, done: isOver ? 38 : 0, refused: isOver ? 2 : 0, moved: asked === 2 ? 0 : 20 },
      };
    },
  });
  const ref = { tenantId: randomUUID(), bulkId: randomUUID() };
  const workflowId = bulkCommandId(ref);
  await world.client.workflow.execute('bulkCommand', { workflowId, taskQueue, args: [ref] });
  return { workflowId };
}

/** A note to staff that is sent, or that nobody can be told. */
async function playNote(
  world: World,
  send: NotifyActivities['sendStaffNote'],
): Promise<{ workflowId: string }> {
  const { taskQueue } = await world.worker({
    sendStaffNote: send,
    giveUpStaffNote: async () => 'givenUp',
  });
  const note = { tenantId: randomUUID(), noteId: randomUUID() };
  const workflowId = notifyPersonId(note);
  await world.client.workflow.execute('notifyPerson', { workflowId, taskQueue, args: [note] });
  return { workflowId };
}

async function record(name: string, tell: (typeof stories)[string], world: World): Promise<void> {
  const lead = await tell(world);
  for (const [nth, run] of (await fetchRuns(world.client, lead.workflowId)).entries()) {
    const file = new URL(`./${name}.${nth + 1}.json.gz`, import.meta.url);
    writeFileSync(file, gzipSync(historyToJSON(run)));
    console.log(`recorded ${file.pathname}, ${run.events?.length} events`);
  }
}

const world = await openWorld();
for (const [name, tell] of Object.entries(stories))
  if (process.argv.slice(2).includes(name)) await record(name, tell, world);
await world.close();
