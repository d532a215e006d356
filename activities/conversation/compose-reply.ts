import { talkBrief } from '../../domain/talk/brief.ts';
import { emailReplyName, emailReplySchema, replyInstructions } from '../../domain/talk/reply.ts';
import type { ModelInput } from '../../integrations/language/port.ts';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import { Draft, type DraftRow, Message } from '../../schema/database/conversations/entities.ts';
import { meterModelCall } from '../../schema/database/conversations/meter.ts';
import type { Tx } from '../../schema/database/database.ts';
import { Lead, type LeadRow } from '../../schema/database/leads/entities.ts';
import { leadFamily } from '../../schema/database/leads/lead-family.ts';
import { lockLead } from '../../schema/database/leads/lead-lock.ts';
import { addToTimeline } from '../../schema/database/leads/timeline.ts';
import { type TenantInForce, tenantInForce } from '../../schema/database/tenants/policy.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import type { Ports } from '../ports.ts';

const modelTimeoutMs = 60_000;
const remembered = 20;

interface Asked {
  tenantId: string;
  leadId: string;
  messageId: string;
}

/** The answer to a burst, under the id of its last message: composed once, found again afterwards. */
export const composeReply = async (ports: Ports, asked: Asked): Promise<DraftRow> => {
  const { db } = ports;
  const found = await db.inTenant(asked.tenantId, (tx) => tx.findOne(Draft, { messageId: asked.messageId }));
  if (found) return found as DraftRow;
  const scene = await db.inTenant(asked.tenantId, async (tx) => ({
    tenant: await tenantInForce(tx, asked.tenantId),
    lead: (await tx.findOneOrFail(Lead, { id: asked.leadId })) as LeadRow,
    history: await historyOf(tx, asked.leadId),
  }));
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
    return insertDraft(tx, asked, scene.tenant, composed);
  });
};

/** The newest messages as a conversation: an answer stands behind what it answers, though more came while it was sent. */
const historyOf = async (tx: Tx, leadId: string): Promise<ModelInput[]> => {
  const messages = await tx.find(
    Message,
    { leadId: { $in: await leadFamily(tx, leadId) } },
    { orderBy: { at: 'desc' }, limit: remembered },
  );
  const cameAt = new Map(messages.map(({ id, at }) => [id, at.getTime()]));
  return messages
    .map(({ at, causedBy, direction, text }) => {
      const isAnswer = direction === 'outbound';
      return { isAnswer, text, place: (isAnswer && cameAt.get(causedBy.id)) || at.getTime() };
    })
    .sort((a, b) => a.place - b.place || Number(a.isAnswer) - Number(b.isAnswer))
    .map(({ isAnswer, text }) => ({ role: isAnswer ? 'assistant' : 'user', text }));
};

interface Composed {
  text: string;
  confidence: number;
  usage: { model: string; inputTokens: number; outputTokens: number } | null;
}

const compose = async (
  { language, log }: Ports,
  { tenant, lead, history }: { tenant: TenantInForce; lead: LeadRow; history: ModelInput[] },
): Promise<Composed> => {
  const { name = null, interest = null, timeZone = null } = lead;
  const brief = talkBrief(
    tenant.settings,
    { name, interest, timeZone, language: lead.language },
    new Date().toISOString(),
    '',
  );
  try {
    const { value, usage } = await language.answer({
      name: emailReplyName,
      instructions: replyInstructions(brief),
      input: history,
      schema: emailReplySchema,
      signal: AbortSignal.timeout(modelTimeoutMs),
    });
    return { text: value.reply, confidence: value.confidence, usage };
  } catch (failure) {
    if (!(failure instanceof VendorFailure) || failure.certainty !== 'rejected') throw failure;
    log.warn({ err: failure, leadId: lead.id }, 'no usable reply: left to a person');
    return { text: '', confidence: 0, usage: null };
  }
};

/** Below the tenant's confidence, or where nothing may be sent unasked, the draft waits for a person. */
const insertDraft = async (
  tx: Tx,
  { tenantId, leadId, messageId }: Asked,
  { settings }: TenantInForce,
  { text, confidence }: Composed,
): Promise<DraftRow> => {
  const sure = settings.replies.auto && confidence >= settings.replies.minConfidence && text.trim() !== '';
  const causedBy = { kind: 'message', id: messageId } as const;
  const draft = {
    id: uuidV7(),
    tenantId,
    createdAt: new Date(),
    leadId,
    messageId,
    text,
    confidence,
    state: sure ? ('composed' as const) : ('held' as const),
    causedBy,
  };
  await tx.insert(Draft, draft);
  if (!sure)
    await addToTimeline(tx, {
      tenantId,
      leadId,
      kind: 'draftHeld',
      details: { draftId: draft.id, confidence },
      actor: 'system',
      causedBy,
    });
  return draft as DraftRow;
};
