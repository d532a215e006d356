import * as z from 'zod';
import type { Tx } from '../database.ts';
import type { CallAttemptRow } from './entities.ts';

/** The channel on which whichever process holds a talk's socket hears about it. Ids and codes only. */
export const talkChannel = 'leadline_talk';

const talkNotice = z.object({ attemptId: z.uuid(), what: z.enum(['machine', 'fax']) });
export type TalkNotice = z.infer<typeof talkNotice>;
/** What picked up instead of a person. */
export type MachineKind = TalkNotice['what'];

/** Tells the talk, with the commit of this transaction. Nobody may be listening: the row holds the same news. */
export const tellTalk = async (tx: Tx, attempt: CallAttemptRow, what: TalkNotice['what']): Promise<void> => {
  const notice: TalkNotice = { attemptId: attempt.id, what };
  await tx.execute('select pg_notify(?, ?)', [talkChannel, JSON.stringify(notice)]);
};

/** Reads a notice; null for anything else on the channel. */
export const readTalkNotice = (payload: string | undefined): TalkNotice | null => {
  try {
    return talkNotice.safeParse(JSON.parse(payload ?? '')).data ?? null;
  } catch {
    return null;
  }
};
