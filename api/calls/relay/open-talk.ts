import * as z from 'zod';
import { callPhrases } from '../../../domain/calls/phrases.ts';
import { talkPatience } from '../../../domain/talk/patience.ts';
import type { RelaySetup } from '../../../integrations/telephony/twilio/relay-messages.ts';
import type { LeadRef } from '../../../schema/contracts/ids.ts';
import type { CallAttemptRow } from '../../../schema/database/calls/entities.ts';
import { handOversOf } from '../../../schema/database/calls/hand-overs.ts';
import { openTalkSession, type TalkOpening } from '../../../schema/database/calls/talk-sessions.ts';
import type { Tx } from '../../../schema/database/database.ts';
import { recordingConsent } from '../../../schema/database/leads/recording-consent.ts';
import { hashToken } from '../../../schema/database/secrets.ts';
import { type TenantInForce, tenantInForce } from '../../../schema/database/tenants/policy.ts';
import type { ApiContext } from '../../context.ts';
import { createTalk, type Talk } from '../talk/talk.ts';
import { talkLimits } from '../talk/talk-limits.ts';
import type { TalkLine } from '../talk/talk-line.ts';
import { createTalkMemory } from '../talk/talk-memory.ts';
import { calledOf, remainingTalkMs, talkScript } from '../talk/talk-script.ts';
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
  const scene = await context.db.inTenant(tenantId, async (tx) => {
    const opening = await openTalkSession(tx, { attemptId, callSid, tokenHash: hashToken(token) });
    return opening.kind === 'refused' ? opening : readScene(tx, opening);
  });
  if (scene.kind === 'refused') {
    context.log.info({ attemptId, because: scene.because }, 'talk refused');
    return null;
  }
  const { tenant, recording, opening } = scene;
  const { attempt, lead, session, turns } = opening;
  const record = () => recordInBackground(context, startRecording, attempt);
  // at every opening: if we died between the first one and its recording, the next makes up for it
  if (recording === 'given') record();
  const situation = {
    handOver: tenant.settings.talk.handOver !== undefined,
    askRecording: recording === 'ask',
    called: calledOf(attempt),
  };
  const script = talkScript(tenant.settings, lead, turns, situation);
  const limits = {
    ...talkLimits,
    ...talkPatience(tenant.settings),
    maxTalkMs: remainingTalkMs(tenant.settings, attempt, new Date()),
  };
  const talk = createTalk({
    line,
    memory: createTalkMemory(context.db, tenantId, { attemptId, session }),
    model: context.language,
    tools: createTools(talkContext(context, scene, { limits, situation, startRecording: record })),
    script,
    turns,
    screening: attempt.screening ?? null,
    limits,
    log: context.log.child({ attemptId }),
  });
  return { talk, lead: { tenantId, leadId: lead.id }, attemptId, callSid };
};

/** What a talk is opened with, read in the transaction that gives it to this socket. */
interface TalkScene {
  kind: 'open';
  opening: Extract<TalkOpening, { kind: 'open' }>;
  tenant: TenantInForce;
  recording: 'given' | 'ask' | 'no';
  tried: string[];
}

const readScene = async (tx: Tx, opening: TalkScene['opening']): Promise<TalkScene> => {
  const { attempt, lead } = opening;
  const tenant = await tenantInForce(tx, attempt.tenantId);
  const asked = await handOversOf(tx, attempt.id);
  return {
    kind: 'open',
    opening,
    tenant,
    recording: await mayRecord(tx, tenant, lead.id),
    tried: asked.flatMap(({ staffKey }) => staffKey ?? []),
  };
};

const mayRecord = async (
  tx: Tx,
  { settings }: TenantInForce,
  leadId: string,
): Promise<TalkScene['recording']> => {
  if (!settings.calling.record) return 'no';
  if (!settings.consent.recordingNeeds) return 'given';
  const consent = await recordingConsent(tx, leadId, settings);
  return consent === 'open' ? 'ask' : consent === 'given' ? 'given' : 'no';
};

const talkContext = (
  api: ApiContext,
  { tenant, opening: { attempt, lead }, tried }: TalkScene,
  own: Pick<TalkContext, 'limits' | 'situation' | 'startRecording'>,
): TalkContext => ({
  api,
  tenant,
  lead,
  attempt,
  ...own,
  get phrases() {
    return callPhrases(lead.language);
  },
  tried,
  offered: [...attempt.slotsOffered],
  answers: { ...attempt.answers },
});

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
