// Against a real PostgreSQL: whatever becomes of the callbacks on their way, a call ends in the same one way.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CallKnowledge,
  callOutcome,
  type TalkResult,
} from '../../schema/database/calls/call-outcome.ts';
import { endCallIfDue, endGraceMs } from '../../schema/database/calls/end-call.ts';
import { recordAnsweredBy } from '../../schema/database/calls/record-answered-by.ts';
import { recordCallProgress } from '../../schema/database/calls/record-call-progress.ts';
import { openTalkSession, recordTalkEnd } from '../../schema/database/calls/talk-sessions.ts';
import { appendTurn } from '../../schema/database/calls/talk-turns.ts';
import type { Tx } from '../../schema/database/database.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { account, attemptOf, type CallUnderTest, callSid, factsOf, makeCall } from './call-rows.ts';

let made: TestDatabase;
beforeAll(async () => {
  made = await testDatabase();
});
afterAll(() => made.drop());

/** What really happened in a call; what arrives of it is another matter. */
interface Truth {
  outcome: string;
  status: string;
  sipCode?: number;
  amd?: string;
  talk?: { turns: number; result: TalkResult; screening?: 'waiting' | 'passed' };
}

const truths: Truth[] = [
  { outcome: 'answered', status: 'completed', amd: 'human', talk: { turns: 3, result: 'done' } },
  { outcome: 'answered', status: 'completed', amd: 'human', talk: { turns: 1, result: 'hungUp' } },
  { outcome: 'declined', status: 'completed', amd: 'human', talk: { turns: 0, result: 'hungUp' } },
  { outcome: 'declined', status: 'completed', amd: 'human', talk: { turns: 1, result: 'notInterested' } },
  { outcome: 'wrongNumber', status: 'completed', amd: 'human', talk: { turns: 1, result: 'wrongNumber' } },
  { outcome: 'optedOut', status: 'completed', amd: 'machine_start', talk: { turns: 1, result: 'optedOut' } },
  {
    outcome: 'voicemail',
    status: 'completed',
    amd: 'machine_end_beep',
    talk: { turns: 2, result: 'hungUp' },
  },
  { outcome: 'voicemail', status: 'completed', amd: 'machine_end_silence' },
  { outcome: 'fax', status: 'completed', amd: 'fax', talk: { turns: 0, result: 'done' } },
  { outcome: 'fax', status: 'completed', amd: 'fax' },
  {
    outcome: 'screened',
    status: 'completed',
    amd: 'machine_end_beep',
    talk: { turns: 2, result: 'screened', screening: 'waiting' },
  },
  {
    outcome: 'answered',
    status: 'completed',
    amd: 'machine_end_other',
    talk: { turns: 4, result: 'done', screening: 'passed' },
  },
  { outcome: 'busy', status: 'busy', sipCode: 486 },
  { outcome: 'declined', status: 'busy', sipCode: 603 },
  { outcome: 'noAnswer', status: 'no-answer' },
  { outcome: 'failed', status: 'failed', sipCode: 503 },
];

type Arrival = (tx: Tx, call: CallUnderTest) => Promise<unknown>;

const hear =
  (truth: Truth, status: string, sequence: number | null): Arrival =>
  (tx, call) =>
    recordCallProgress(tx, {
      ...call,
      account,
      callSid,
      status,
      sequence,
      at: new Date(),
      eventKey: `${callSid}:${status}:${sequence}`,
      ...(status === truth.status && {
        // beside a talk the detection has a callback of its own; the call itself knows when asked
        answeredBy: sequence === null ? (truth.amd ?? null) : null,
        durationSeconds: truth.amd ? 42 : 0,
        // only the callback tells it: the call itself, when asked for, does not know it any more
        sipCode: sequence === null ? null : (truth.sipCode ?? null),
      }),
    });

const detected =
  (word: string): Arrival =>
  (tx, call) =>
    recordAnsweredBy(tx, { ...call, account, callSid, answeredBy: word, eventKey: `amd:${callSid}:${word}` });

/** The callbacks before the last one, the last one, and what the talk writes meanwhile, each in its own order. */
const partsOf = (truth: Truth) => {
  const { amd, talk, status } = truth;
  const before = ['initiated', 'ringing', ...(amd ? ['in-progress'] : [])];
  const words: Arrival[] = before.map((word, i) => hear(truth, word, i));
  if (amd) words.push(detected(amd));
  const said: Arrival[] = talk
    ? [
        (tx, call) => openTalkSession(tx, { ...call, callSid, tokenHash: 'hash' }),
        ...Array.from(
          { length: talk.turns },
          (): Arrival => (tx, call) => {
            const effects = talk.screening ? { screening: talk.screening } : {};
            return appendTurn(tx, { ...call, session: 1 }, { speaker: 'lead', text: 'Words' }, effects);
          },
        ),
      ]
    : [];
  const end: Arrival[] = talk
    ? [(tx, call) => recordTalkEnd(tx, { ...call, callSid, result: talk.result })]
    : [];
  return { words, last: hear(truth, status, before.length), said, end };
};

/** An order in which things arrive: the talk is written as it happens, callbacks come when they come, or never. */
const arrivals = fc.constantFrom(...truths).chain((truth) => {
  const { words, last, said, end } = partsOf(truth);
  const keepsLast = truth.sipCode === 603;
  const draw = fc.record({
    lost: fc.array(fc.boolean(), { minLength: words.length, maxLength: words.length }),
    twice: fc.array(fc.boolean(), { minLength: words.length + 1, maxLength: words.length + 1 }),
    lastLost: fc.boolean().map((lost) => lost && !keepsLast),
    early: fc.array(fc.nat(said.length), { minLength: words.length * 2, maxLength: words.length * 2 }),
    late: fc.infiniteStream(fc.nat(1_000)),
  });
  return draw.map(({ lost, twice, lastLost, early, late }) => {
    const kept = words.flatMap((word, i) => (lost[i] ? [] : twice[i] ? [word, word] : [word]));
    const line = [...said];
    const afterwards: Arrival[] = [...end];
    kept.forEach((word, i) => {
      // some are on time, among what the talk writes; some come when everything is over
      const at = early[i] ?? 0;
      if (at === said.length) afterwards.push(word);
      else line.splice(at, 0, word);
    });
    if (!lastLost) afterwards.push(last, ...(twice.at(-1) ? [last] : []));
    const keyed = afterwards.map((arrival) => ({ arrival, key: late.next().value as number }));
    const shuffled = keyed.sort((a, b) => a.key - b.key).map(({ arrival }) => arrival);
    return { truth, line: [...line, ...shuffled] };
  });
});

describe('how a call ends', () => {
  test('does not depend on the order, the doubling or the loss of its callbacks', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ truth, line }) => {
        const call = await makeCall(made.db, { attempt: { detectsMachine: true, relayTokenHash: 'hash' } });
        const inTenant = (work: Arrival) => made.db.inTenant(call.tenantId, (tx) => work(tx, call));
        await inTenant((tx) => tx.execute('update call_attempt set call_sid = ?', [callSid]));
        for (const arrival of line) await inTenant(arrival);
        // the guard asks the vendor, and the grace passes
        await inTenant(hear(truth, truth.status, null));
        await inTenant((tx) => endCallIfDue(tx, call.attemptId, new Date(Date.now() + endGraceMs + 1)));
        expect(await attemptOf(made.db, call)).toMatchObject({ state: 'ended', outcome: truth.outcome });
        expect(await factsOf(made.db, call)).toEqual([`callEnded:${call.attemptId}`]);
      }),
      { numRuns: 60 },
    );
  });

  const nothing: CallKnowledge = {
    direction: 'outbound',
    talkResult: null,
    answeredBy: null,
    screening: null,
    statusOutcome: null,
    leadTurns: 0,
  };
  test.each<[Partial<CallKnowledge>, string]>([
    [{}, 'declined'],
    [{ direction: 'inbound' }, 'noAnswer'],
    [{ direction: 'inbound', leadTurns: 2, talkResult: 'hungUp' }, 'answered'],
    [{ leadTurns: 2, talkResult: 'notInterested' }, 'answered'],
    [{ leadTurns: 1, talkResult: 'notInterested' }, 'declined'],
    [{ talkResult: 'modelFailed', leadTurns: 4 }, 'failed'],
    [{ talkResult: 'vetoed' }, 'skipped'],
    [{ answeredBy: 'machine_start', leadTurns: 2 }, 'voicemail'],
    [{ answeredBy: 'machine_start', screening: 'passed', leadTurns: 3 }, 'answered'],
    [{ screening: 'waiting', leadTurns: 1, talkResult: 'hungUp' }, 'screened'],
    [{ screening: 'waiting', talkResult: 'optedOut', leadTurns: 1 }, 'optedOut'],
    [{ answeredBy: 'fax', talkResult: 'hungUp' }, 'fax'],
    [{ statusOutcome: 'busy' }, 'busy'],
  ])('%j is %s', (known, outcome) => {
    expect(callOutcome({ ...nothing, ...known })).toBe(outcome);
  });
});
