import * as is from '../column-classes.ts';
import { Draft, Message, ModelCall } from './entities.ts';

const { blanked, classed, code, count, id, instant, nulled, staff, tenantColumnClasses } = is;

export const conversationClasses = [
  classed(Message, {
    ...tenantColumnClasses,
    leadId: id,
    channel: code,
    direction: code,
    subject: nulled,
    text: blanked,
    ownText: nulled,
    fromAddress: nulled,
    automatic: code,
    attachments: nulled,
    emailId: id,
    // a mail program writes the sender's own domain or machine into a `Message-ID`
    answers: nulled,
    vendorId: id,
    internetMessageId: nulled,
    outboundId: id,
    causedBy: id,
    at: instant,
  }),
  classed(Draft, {
    ...tenantColumnClasses,
    leadId: id,
    kind: code,
    messageId: id,
    text: blanked,
    editedText: nulled,
    confidence: count,
    sources: is.own,
    state: code,
    heldBecause: code,
    dueAt: instant,
    decidedBy: staff,
    decidedAt: instant,
    decidedBecause: nulled,
    supersededBy: id,
    causedBy: id,
  }),
  classed(ModelCall, {
    ...tenantColumnClasses,
    leadId: id,
    purpose: code,
    model: code,
    inputTokens: count,
    outputTokens: count,
    causedBy: id,
  }),
];
