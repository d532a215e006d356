import type { Logger } from 'pino';
import type { LeadRef } from '../schema/contracts/ids.ts';
import type { Database } from '../schema/database/database.ts';
import { deliverFacts, type SignalFact } from '../schema/database/leads/deliver-facts.ts';

const atOnce = 2;
const mostWaiting = 8;

/**
 * Tells workflows of new facts right after their commit. It takes only what Temporal bears without slowing the next
 * form: what comes faster is left to the dispatcher, whose list the commit has written already.
 */
export const createPump = (
  db: Database,
  signal: SignalFact,
  log: Logger,
  factsPerSecond: number,
): ((lead: LeadRef) => void) => {
  const waiting: LeadRef[] = [];
  let running = 0;
  let tokens = factsPerSecond;
  let refilledAt = performance.now();

  const takeToken = (): boolean => {
    const now = performance.now();
    tokens = Math.min(factsPerSecond, tokens + ((now - refilledAt) / 1000) * factsPerSecond);
    refilledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
  const run = async (): Promise<void> => {
    running += 1;
    for (let lead = waiting.shift(); lead; lead = waiting.shift()) {
      await deliverFacts(db, lead, signal).catch((err: unknown) =>
        log.warn({ err, leadId: lead?.leadId }, 'facts left to the dispatcher'),
      );
    }
    running -= 1;
  };
  return (lead) => {
    if (waiting.length >= mostWaiting || !takeToken()) return;
    waiting.push(lead);
    if (running < atOnce) void run();
  };
};
