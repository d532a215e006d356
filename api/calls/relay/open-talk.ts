import * as z from 'zod';
import { callPhrases } from '../../../domain/calls/phrases.ts';
import type { RelaySetup } from '../../../integrations/telephony/twilio/relay-messages.ts';
import type { LeadRef } from '../../../schema/contracts/ids.ts';
import type { CallAttemptRow } from '../../../schema/database/calls/entities.ts';
import { openTalkSession, type TalkOpening } from '../../../schema/database/calls/talk-sessions.ts';
import type { Tx } from '../../../schema/database/database.ts';
import { LeadConsent } from '../../../schema/database/leads/entities.ts';
import { hashToken } from '../../../schema/database/secrets.ts';
import { type TenantInForce, tenantInForce } from '../../../schema/database/tenants/policy.ts';
import type { ApiContext } from '../../context.ts';
import { createTalk, type Talk } from '../talk/talk.ts';
import { type TalkLimits, talkLimits } from '../talk/talk-limits.ts';
import type { TalkLine } from '../talk/talk-line.ts';
import { createTalkMemory } from '../talk/talk-memory.ts';
import { remainingTalkMs, talkScript } from '../talk/talk-script.ts';
import { createTools } from '../talk/tools/create-tools.ts';
import type { TalkContext } from '../talk/tools/talk-context.ts';

/** Starts the recording of a call through the ledger; the same call again is recorded once. */
export type StartRecording = (attempt: CallAttemptRow) => Promise<void>;

export interface OpenTalk {
  talk: Talk;
  lead: LeadRef;
  attemptId: string;
  callSid: string;
}

const parameters = z.object({ tenantId: z.uuid(), attemptId: z.uuid(), token: z.string().min(16) });

/**
 * Opens the talk that a socket asks for, or answers null: unknown ids, a token used before, another call's socket, a
 * talk that is over. Every socket that holds the talk so far is fenced off by it.
 */
export const openTalk = async (
  context: ApiContext,
  startRecording: StartRecording,
  setup: RelaySetup,
  line: TalkLine,
): Promise<OpenTalk | null> => {
  const given = parameters.safeParse(setup.customParameters);
  if (!given.success) return null;
  const { tenantId, attemptId, token } = given.data;
  const { callSid } = setup;
  const { opening, tenant, mayRecord } = await context.db.inTenant(tenantId, async (tx) => {
    const opening = await openTalkSession(tx, { attemptId, callSid, tokenHash: hashToken(token) });
    if (opening.kind === 'refused') return { opening, tenant: null, mayRecord: false };
    const tenant = await tenantInForce(tx, tenantId);
    return { opening, tenant, mayRecord: await recordingAllowed(tx, tenant, opening.lead.id) };
  });
  if (opening.kind === 'refused' || !tenant) {
    if (opening.kind === 'refused') context.log.info({ attemptId, because: opening.because }, 'talk refused');
    return null;
  }
  const { attempt, lead, session, turns } = opening;
  // at every opening: if we died between the first one and its recording, the next makes up for it
  if (mayRecord) recordInBackground(context, startRecording, attempt);
  const script = talkScript(tenant.settings, lead, turns);
  const limits = { ...talkLimits, maxTalkMs: remainingTalkMs(tenant.settings, attempt, new Date()) };
  const talk = createTalk({
    line,
    memory: createTalkMemory(context.db, tenantId, { attemptId, session }),
    model: context.language,
    tools: createTools(talkContext(context, tenant, opening, limits)),
    script,
    turns,
    screening: attempt.screening ?? null,
    limits,
    log: context.log.child({ attemptId }),
  });
  return { talk, lead: { tenantId, leadId: lead.id }, attemptId, callSid };
};

const talkContext = (
  api: ApiContext,
  tenant: TenantInForce,
  { attempt, lead }: Extract<TalkOpening, { kind: 'open' }>,
  limits: TalkLimits,
): TalkContext => ({
  api,
  tenant,
  lead,
  attempt,
  limits,
  phrases: callPhrases(lead.language),
  offered: [...attempt.slotsOffered],
  answers: { ...attempt.answers },
});

const recordingAllowed = async (tx: Tx, { settings }: TenantInForce, leadId: string): Promise<boolean> => {
  if (!settings.calling.record) return false;
  if (!settings.consent.recordingNeeds) return true;
  const latest = await tx.findOne(LeadConsent, { leadId }, { orderBy: { givenAt: 'desc', id: 'desc' } });
  return latest?.given ?? false;
};

const recordInBackground = (
  context: ApiContext,
  startRecording: StartRecording,
  attempt: CallAttemptRow,
): void => {
  startRecording(attempt).catch((err: unknown) =>
    // the talk goes on without a recording
    context.log.warn({ err, attemptId: attempt.id }, 'recording not started'),
  );
};
