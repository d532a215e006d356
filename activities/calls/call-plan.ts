import { lookUpAfterMs } from '../../domain/calls/look-up.ts';
import { callUrl } from '../../domain/calls/urls.ts';
import { leavesMessages } from '../../domain/calls/voicemail.ts';
import { longestHandOver } from '../../domain/talk/hand-over.ts';
import { durationMs } from '../../domain/time/duration.ts';
import type { PlaceCall, VendorCall } from '../../integrations/telephony/port.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import type { Cause } from '../../schema/contracts/ids.ts';
import type { NotNow, StampedLead } from '../../schema/contracts/journey.ts';
import { outboundKey } from '../../schema/contracts/ledger.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { CallAttempt } from '../../schema/database/calls/entities.ts';
import type { Tx } from '../../schema/database/database.ts';
import { recordDecision } from '../../schema/database/leads/decisions.ts';
import type { LeadRow } from '../../schema/database/leads/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { projectJourney } from '../../schema/database/leads/projection.ts';
import type { OutboundRow } from '../../schema/database/ledger/entities.ts';
import { LedgerFailure } from '../../schema/database/ledger/ledger-failure.ts';
import { provenAbsent } from '../../schema/database/ledger/perform-once.ts';
import type { Found, OutboundPlan, Prepared, Settled } from '../../schema/database/ledger/plan.ts';
import { takeCallTurn } from '../../schema/database/routing/call-turns.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { decideCallNow } from './decide-call-now.ts';
import { endUnplacedCall } from './end-unplaced-call.ts';
import { notePlaced } from './note-placed.ts';

/** The vendor's clock may be this much ahead of ours. */
const clocksDifferMs = 60_000;

export interface CallToPlace extends StampedLead {
  attemptId: string;
  cause: Cause;
}

/** A call as an outward action: decided under the lead's lock, placed once, found again by numbers and time. */
export const callPlan = (ports: Ports, call: CallToPlace): OutboundPlan<VendorCall, NotNow> => ({
  tenantId: call.tenantId,
  leadId: call.leadId,
  key: outboundKey.call(call.attemptId),
  kind: 'call',
  vendor: ports.telephony.vendor,
  intent: { attemptId: call.attemptId, causeId: call.cause.id },
  causedBy: call.cause,
  leaseMs: ports.telephony.timeoutMs + 5_000,
  whenAbsent: 'skip', // a missed call is better than a doubled one
  prepare: (tx, lead, row) => prepare(ports, call, tx, lead, row),
  send: async (payload) => {
    const placed = await ports.telephony.placeCall(payload as PlaceCall);
    return { vendorId: placed.callSid, answer: placed };
  },
  reconcile: (row) => findPlaced(ports, row),
  settled: (tx, row, performed) => tell(ports, call, tx, row, performed),
});

const prepare = async (
  ports: Ports,
  call: CallToPlace,
  tx: Tx,
  lead: LeadRow | null,
  row: OutboundRow | null,
): Promise<Prepared<NotNow>> => {
  if (!lead?.phone) return { kind: 'later', later: { kind: 'never', because: 'noPhone', to: 'followUp' } };
  // absorbed a moment ago: the journey hears of it and leaves this call to the lead that remains
  if (lead.id !== call.leadId)
    return row
      ? { kind: 'skip', reason: 'merged' }
      : { kind: 'later', later: { kind: 'wait', because: 'merged' } };
  const rival = await tx.findOne(CallAttempt, { causeId: call.cause.id });
  // the same cause was taken up by another run of this activity a moment ago: look at its row instead
  if (rival && rival.id !== call.attemptId) throw new LedgerFailure('Ledger.InFlight', 1_000);
  await endUnplacedCall(tx, lead.id, call.attemptId);
  const tenant = await tenantInForce(tx, call.tenantId);
  const { verdict, decisionId } = await decideCallNow(ports, tx, { lead, tenant, call });
  if (verdict.kind !== 'allowed') {
    if (row && verdict.kind === 'never') return { kind: 'skip', reason: verdict.because, decisionId };
    await projectJourney(tx, call, {
      step: verdict.kind === 'never' ? verdict.to : 'call',
      nextAction: verdict.kind === 'at' ? 'call' : verdict.because,
      nextActionAt: verdict.kind === 'at' ? verdict.at : null,
    });
    return { kind: 'later', later: verdict };
  }
  const turn = await takeCallTurn(tx, ports.telephony, { ...call, causeId: call.cause.id });
  if (turn)
    return waitForTurn(tx, ports, call, { policyVersion: tenant.policyVersion, at: turn.toISOString() });
  // a lead that comes back is open again before the vendor asks whether its call may be connected
  if (lead.closedAt) await projectJourney(tx, call, { step: 'call', nextAction: 'call' });
  const payload = payloadOf(ports, tenant, call, lead.phone);
  if (!row) await insertAttempt(tx, call, lead, { payload, lookUpAfterMs: lookUpAfterMs(tenant.settings) });
  return { kind: 'send', payload, decisionId };
};

const payloadOf = (ports: Ports, { settings }: TenantInForce, call: CallToPlace, to: string): PlaceCall => {
  if (!settings.phone) throw new Error('a call was allowed without a number to call from');
  return {
    to,
    from: settings.phone.number,
    twimlUrl: callUrl(ports.publicBaseUrl, 'twiml', call),
    statusUrl: callUrl(ports.publicBaseUrl, 'status', call),
    ...detection(ports, settings, call),
    ringTimeoutSeconds: Math.ceil(durationMs(settings.calling.ringTimeout) / 1000),
    // the talk keeps its own time: the vendor must not cut people who speak with each other after it
    timeLimitSeconds: Math.ceil(
      (durationMs(settings.calling.timeLimit) + (settings.talk.handOver ? durationMs(longestHandOver) : 0)) /
        1000,
    ),
  };
};

/** More calls are to be placed than the vendor's account may place: this one has its place in the queue. */
const waitForTurn = async (
  tx: Tx,
  { telephony: { vendor, callsPerSecond } }: Ports,
  call: CallToPlace,
  { policyVersion, at }: { policyVersion: number; at: string },
): Promise<Prepared<NotNow>> => {
  await recordDecision(tx, {
    tenantId: call.tenantId,
    leadId: call.leadId,
    about: 'call',
    subject: call.cause.id,
    verdict: 'at',
    at,
    reason: 'callQueued',
    rule: 'call.pace',
    policyVersion,
    inputs: { vendor, callsPerSecond, now: new Date().toISOString() },
    causedBy: call.cause,
  });
  await projectJourney(tx, call, { step: 'call', nextAction: 'callQueued', nextActionAt: at });
  return { kind: 'later', later: { kind: 'at', at, because: 'callQueued' } };
};

/** Where a message is left the end of the machine's greeting is waited for; otherwise its first words are enough. */
const detection = (
  ports: Ports,
  { calling }: TenantSettings,
  call: CallToPlace,
): Pick<PlaceCall, 'amdUrl' | 'detects'> => {
  if (!calling.detectMachine) return { amdUrl: null, detects: null };
  const amdUrl = calling.detection === 'sync' ? null : callUrl(ports.publicBaseUrl, 'amd', call);
  return { amdUrl, detects: leavesMessages(calling) ? 'greetingEnd' : 'machine' };
};

const insertAttempt = async (
  tx: Tx,
  call: CallToPlace,
  lead: LeadRow,
  { payload, lookUpAfterMs }: { payload: PlaceCall; lookUpAfterMs: number },
): Promise<void> => {
  const number = (await tx.count(CallAttempt, { leadId: { $in: await leadFamily(tx, lead.id) } })) + 1;
  await tx.insert(CallAttempt, {
    id: call.attemptId,
    tenantId: call.tenantId,
    createdAt: new Date(),
    leadId: lead.id,
    number,
    causeId: call.cause.id,
    causedBy: call.cause,
    direction: 'outbound',
    fromNumber: payload.from,
    toNumber: payload.to,
    detectsMachine: Boolean(payload.detects),
    state: 'placing',
    sequence: -1,
    talkSession: 0,
    slotsOffered: [],
    answers: {},
    guardAt: new Date(Date.now() + payload.ringTimeoutSeconds * 1000 + lookUpAfterMs),
  });
};

/** Queued calls have no start time yet, so the vendor's list is compared by when they were created. */
const findPlaced = async (ports: Ports, row: OutboundRow): Promise<Found<VendorCall>> => {
  const { to, from } = row.payload as PlaceCall;
  const since = new Date((row.firstSentAt ?? row.createdAt).getTime() - 5_000).toISOString();
  const calls = await ports.telephony.findCalls({ to, from, since });
  const [tenantId, attemptId] = [row.tenantId, row.key.replace(/^call:/, '')];
  const others = await ports.db.inTenant(tenantId, (tx) =>
    tx.find(
      CallAttempt,
      { callSid: { $in: calls.map(({ callSid }) => callSid) } },
      { fields: ['id', 'callSid'] },
    ),
  );
  // what was placed long after our request had to be over is somebody else's
  const until = (row.leaseUntil ?? new Date()).getTime() + clocksDifferMs;
  const mine = calls.filter(
    ({ callSid, createdAt }) =>
      others.every((o) => o.callSid !== callSid || o.id === attemptId) &&
      (createdAt === null || Date.parse(createdAt) <= until),
  );
  if (mine.length > 1)
    throw new VendorFailure({
      vendor: ports.telephony.vendor,
      type: 'Vendor.Unknown',
      certainty: 'unknown',
      code: 'severalCalls',
    });
  const [found] = mine;
  return found ? { kind: 'sent', vendorId: found.callSid, answer: found } : { kind: 'absent' };
};

const tell = async (
  ports: Ports,
  call: CallToPlace,
  tx: Tx,
  row: OutboundRow,
  performed: Settled<VendorCall>,
): Promise<void> => {
  const attempt = await tx.findOneOrFail(CallAttempt, { id: call.attemptId });
  if (performed.kind === 'sent') {
    await notePlaced(tx, attempt, { callSid: performed.vendorId, at: row.firstSentAt ?? new Date() });
    const nextActionAt = attempt.guardAt?.toISOString() ?? null;
    await projectJourney(tx, call, { step: 'call', nextAction: 'callRunning', nextActionAt });
  }
  if (performed.kind !== 'refused') return;
  ports.log.info(
    { attemptId: attempt.id, state: performed.state, reason: performed.reason },
    'call not placed',
  );
  await tx.nativeUpdate(
    CallAttempt,
    { id: attempt.id },
    // what the vendor refused, or took without a trace, was an attempt of the ladder: a vendor that never answers would
    // be asked again at once, for ever. What never left was none.
    performed.state === 'rejected' || performed.reason === provenAbsent
      ? { state: 'ended', outcome: 'failed', placedAt: row.firstSentAt ?? new Date(), endedAt: new Date() }
      : { state: 'ended', outcome: 'skipped', endedAt: new Date() },
  );
};
