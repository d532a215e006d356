import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mailbox } from '../../integrations/email/port.ts';
import {
  holdMailbox,
  leaveMailbox,
  type MailboxRead,
  moveMailbox,
} from '../../schema/database/routing/mailboxes.ts';
import type { ApiContext } from '../context.ts';
import { createTakeMail, type Tries } from './take-mail.ts';

/** How patient the reading of a mailbox is. */
export interface MailboxPace {
  /** a process that died lets the mailbox go after so long */
  leaseMs: number;
  /** after a failure, and when somebody else holds the mailbox */
  againMs: number;
}

const usual: MailboxPace = { leaseMs: 30_000, againMs: 5_000 };

/**
 * Reads a mailbox for as long as the process lives, unless another one does: goes on where it stood, whatever fails
 * meanwhile. What is read twice is stored once. Returns after `stop`, when nothing of it is under way any more.
 */
export const readMailbox = async (
  context: ApiContext,
  mailbox: Mailbox,
  stop: AbortSignal,
  pace = usual,
): Promise<void> => {
  const held = { account: mailbox.account, holder: randomUUID(), leaseMs: pace.leaseMs };
  const { pool } = context.db;
  const tries: Tries = new Map();
  while (!stop.aborted) {
    try {
      const mine = await holdMailbox(pool, held);
      if (mine) await readWhileHeld(context, mailbox, { held, from: mine.read, stop, tries });
    } catch (err) {
      context.log.warn({ err }, 'the mailbox is read again in a moment');
    }
    await sleep(pace.againMs, undefined, { signal: stop }).catch(() => undefined);
  }
  await leaveMailbox(pool, held).catch((err: unknown) =>
    context.log.warn({ err }, 'the mailbox is held until its lease ends'),
  );
};

interface Held {
  account: string;
  holder: string;
  leaseMs: number;
}

const readWhileHeld = async (
  context: ApiContext,
  mailbox: Mailbox,
  { held, from, stop, tries }: { held: Held; from: MailboxRead | null; stop: AbortSignal; tries: Tries },
): Promise<void> => {
  const { pool } = context.db;
  const lost = new AbortController();
  // a lease that cannot be renewed may be somebody else's soon: better nobody reads for a moment than two
  const renew = (): void => {
    holdMailbox(pool, held).then(
      (mine) => mine ?? lost.abort(),
      () => lost.abort(),
    );
  };
  const renewing = setInterval(renew, held.leaseMs / 3);
  const signal = AbortSignal.any([stop, lost.signal]);
  try {
    await mailbox.read({
      from,
      stop: signal,
      take: createTakeMail(context, signal, tries),
      reached: async (place) => {
        if (!(await moveMailbox(pool, held, place))) lost.abort();
      },
    });
  } finally {
    clearInterval(renewing);
  }
};
