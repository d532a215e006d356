import type { LeadRef } from '../../schema/contracts/ids.ts';
import { endCallIfDue, endGraceMs } from '../../schema/database/calls/end-call.ts';
import type { ApiContext } from '../context.ts';

type CallWord = { kind: string } | { kind: 'ended' | 'ending'; lead: LeadRef };

/**
 * Follows up on a word about a call: tells the journey of its end, or looks again after the grace. Best effort: if this
 * process dies before, the journey's own guard looks.
 */
export const followUpOnEnd = (context: ApiContext, attemptId: string, word: CallWord): void => {
  if (!('lead' in word)) return;
  if (word.kind === 'ended') context.pump(word.lead);
  if (word.kind === 'ending') endLater(context, word.lead, attemptId);
};

const endLater = (context: ApiContext, lead: LeadRef, attemptId: string): void => {
  const look = async (): Promise<void> => {
    const ended = await context.db.inTenant(lead.tenantId, (tx) => endCallIfDue(tx, attemptId, new Date()));
    if (ended) context.pump(ended.lead);
  };
  setTimeout(() => {
    look().catch((err: unknown) => context.log.warn({ err, attemptId }, 'call end not looked at'));
  }, endGraceMs).unref();
};
