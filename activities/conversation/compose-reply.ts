import { heldBecause, knownSources } from '../../domain/conversation/check-reply.ts';
import { approvalOf, type HeldBecause, patienceMs } from '../../domain/conversation/draft-policy.ts';
import { briefBlock, talkBrief } from '../../domain/talk/brief.ts';
import { emailReplyName, emailReplySchema, replyInstructions } from '../../domain/talk/reply.ts';
import { knownTexts } from '../../domain/tenant/known.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import type { TalkBrief } from '../../schema/contracts/talk.ts';
import { addDraft, isDraftWaiting } from '../../schema/database/conversations/drafts.ts';
import { Draft, type DraftRow } from '../../schema/database/conversations/entities.ts';
import { meterModelCall } from '../../schema/database/conversations/meter.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { noteStaff } from '../../schema/database/notes/note-staff.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import type { Ports } from '../ports.ts';
import { waitedMs } from '../waited.ts';
import { type Conversation, readConversation } from './read-conversation.ts';

const modelTimeoutMs = 60_000;
const shortestMs = 5_000;

export interface Asked {
  tenantId: string;
  leadId: string;
  messageId: string;
}

interface Scene {
  tenant: TenantInForce;
  lead: LeadRow;
  brief: TalkBrief;
  conversation: Conversation;
}

/**
 * The answer to a burst, under the id of its last message: composed once, found again afterwards. A model that is away
 * is waited for as long as the tenant is patient; then a draft without text says so.
 */
export const composeReply = async (ports: Ports, asked: Asked): Promise<DraftRow> => {
  const { db } = ports;
  const found = await db.inTenant(asked.tenantId, (tx) => tx.findOne(Draft, { messageId: asked.messageId }));
  if (found) return found as DraftRow;
  const scene = await db.inTenant(asked.tenantId, (tx) => readScene(tx, asked));
  const composed = await compose(ports, scene);
  return db.inTenant(asked.tenantId, async (tx) => {
    await lockLead(tx, asked.leadId);
    const rival = await tx.findOne(Draft, { messageId: asked.messageId });
    if (rival) return rival as DraftRow;
    if (composed.usage)
      await meterModelCall(tx, {
        tenantId: asked.tenantId,
        leadId: asked.leadId,
        purpose: 'reply',
        causedBy: { kind: 'message', id: asked.messageId },
        usage: composed.usage,
      });
    const held = composed.failed ? 'noModel' : await whyHeld(tx, scene, composed);
    return keepDraft(tx, asked, scene.tenant, { ...composed, heldBecause: held });
  });
};

const readScene = async (tx: Tx, { tenantId, leadId }: Asked): Promise<Scene> => {
  const tenant = await tenantInForce(tx, tenantId);
  const lead = (await tx.findOneOrFail(Lead, { id: leadId })) as LeadRow;
  const { name = null, interest = null, timeZone = null, language } = lead;
  const brief = talkBrief(
    tenant.settings,
    { name, interest, timeZone, language },
    new Date().toISOString(),
    '',
  );
  return { tenant, lead, brief, conversation: await readConversation(tx, leadId) };
};

interface Composed {
  text: string;
  confidence: number;
  sources: string[];
  usage: { model: string; inputTokens: number; outputTokens: number } | null;
  /** the model gave no answer in all that time */
  failed: boolean;
}

const compose = async ({ language, log }: Ports, scene: Scene): Promise<Composed> => {
  const { tenant, lead, brief, conversation } = scene;
  const patience = patienceMs(tenant.settings);
  const nothing = { text: '', confidence: 0, sources: [], usage: null };
  try {
    const { value, usage } = await language.answer({
      name: emailReplyName,
      instructions: replyInstructions(brief),
      input: conversation.history,
      schema: emailReplySchema,
      signal: AbortSignal.timeout(Math.min(modelTimeoutMs, Math.max(shortestMs, patience))),
    });
    const sources = knownSources(value.sources, knownTexts(tenant.settings));
    return { text: value.reply, confidence: value.confidence, sources, usage, failed: false };
  } catch (failure) {
    if (!(failure instanceof VendorFailure)) throw failure;
    const failed = failure.certainty !== 'rejected';
    if (failed && waitedMs() < patience) throw failure;
    log.warn({ err: failure, leadId: lead.id }, 'no usable reply: left to a person');
    return { ...nothing, failed };
  }
};

const whyHeld = async (
  tx: Tx,
  { tenant: { settings }, lead, brief, conversation }: Scene,
  { text, confidence, sources }: Composed,
): Promise<HeldBecause | null> => {
  const { agentName, business, leadFirstName, interest, questions } = brief;
  return heldBecause(
    {
      text,
      confidence,
      sources,
      asked: conversation.asked,
      knowledge: knownTexts(settings),
      instructions: replyInstructions(brief).replace(briefBlock(brief), ''),
      languages: [lead.language, settings.profile.language],
      names: [
        ...[agentName, business, leadFirstName ?? '', interest ?? ''],
        ...questions.flatMap(({ ask, choices = [] }) => [ask, ...choices]),
      ],
    },
    {
      ...settings.replies,
      earlierHeld: await isDraftWaiting(tx, lead.id),
      sentLately: conversation.sentLately,
    },
  );
};

/** Writes the answer down, to be sent or to wait for a person until the tenant's time-out. */
export const keepDraft = async (
  tx: Tx,
  { tenantId, leadId, messageId }: Asked,
  { settings }: TenantInForce,
  answer: { text: string; confidence: number; sources: string[]; heldBecause: HeldBecause | null },
): Promise<DraftRow> => {
  const { text, confidence, sources, heldBecause: why } = answer;
  const { afterMs, approvers: recipients } = approvalOf(settings);
  const causedBy = { kind: 'message', id: messageId } as const;
  const draft = await addDraft(tx, {
    tenantId,
    leadId,
    kind: 'answer',
    messageId,
    text,
    confidence,
    sources,
    state: why ? 'held' : 'composed',
    heldBecause: why,
    dueAt: why ? new Date(Date.now() + afterMs) : null,
    decidedBy: null,
    causedBy,
  });
  const note = { kind: 'approvalRequest', about: { kind: 'draft', id: draft.id }, recipients } as const;
  if (why) await noteStaff(tx, { tenantId, leadId, ...note, remark: heldInWords[why], causedBy });
  return draft;
};

const heldInWords: Record<HeldBecause, string> = {
  notAutomatic: 'Replies are sent by people only.',
  unsure: 'The assistant is not sure of its reply.',
  unsupported: 'The reply names a number, a day, a name or a promise that stands in no text of yours.',
  dictated: 'The reply repeats what the writer has dictated.',
  leaked: 'The reply repeats what the assistant was told.',
  noSource: 'The reply rests on no text of yours.',
  noText: 'The assistant has written no reply.',
  noModel: 'The assistant could not be asked: nobody has answered yet.',
  earlierHeld: 'An earlier reply was waiting for you: this one answers the whole conversation.',
  tooMany: 'Many replies were sent within an hour: somebody’s machine may be answering.',
};
