import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LeadRef } from '../schema/contracts/ids.ts';
import type { Database } from '../schema/database/database.ts';
import { deliverFacts, type SignalFact } from '../schema/database/leads/deliver-facts.ts';

const atOnce = 2;
const mostWaiting = 8;
const mostWithoutPause = 3;

/**
 * Tells workflows of new facts right after their commit. It takes only what Temporal bears without slowing the next
 * form: a few at once, more of them at a steady pace, and what comes faster still is left to the dispatcher, whose list
 * the commit has written already.
 */
export const createPump = (
  db: Database,
  signal: SignalFact,
  log: Logger,
  factsPerSecond: number,
): ((lead: LeadRef) => void) => {
  const waiting: LeadRef[] = [];
  const everyMs = 1000 / factsPerSecond;
  let running = 0;
  let nextAt = 0;

  /** Waits for the next place in the pace; after a rest the first few need not wait. */
  const turn = async (): Promise<void> => {
    const now = performance.now();
    const at = Math.max(nextAt, now - (mostWithoutPause - 1) * everyMs);
    nextAt = at + everyMs;
    if (at > now) await sleep(at - now);
  };
  const run = async (): Promise<void> => {
    running += 1;
    for (let lead = waiting.shift(); lead; lead = waiting.shift()) {
      await turn();
      await deliverFacts(db, lead, signal).catch((err: unknown) =>
        log.warn({ err, leadId: lead?.leadId }, 'facts left to the dispatcher'),
      );
    }
    running -= 1;
  };
  return (lead) => {
    if (waiting.length >= mostWaiting) return;
    waiting.push(lead);
    if (running < atOnce) void run();
  };
};
