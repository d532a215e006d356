import * as z from 'zod';
import type { TalkToolCalls } from '../../../../schema/contracts/talk.ts';
import { uuidFromName } from '../../../../schema/database/uuid-from-name.ts';
import { bookingOf } from '../../../book.ts';
import type { CommandAnswer } from '../../../context.ts';
import type { RunTool } from '../tool.ts';
import { speakTime } from './lead-time.ts';
import type { TalkContext } from './talk-context.ts';

const args = z.object({ slotId: z.string() }).catch({ slotId: '' });
type Result = TalkToolCalls['book_slot']['result'];

/**
 * Books a slot that was offered in this call. The command's id comes from call and slot, so that however often the
 * model asks, and whichever process it asks, it is one command.
 */
export const bookSlot = (talk: TalkContext): RunTool => {
  const { api, lead, attempt, limits, tenant, offered } = talk;
  return async (given) => {
    const { slotId } = args.parse(given);
    const slot = offered.find((known) => known.slotId === slotId);
    // offered half an hour ago, it may have gone by meanwhile
    if (!slot || Date.parse(slot.startAt) <= Date.now())
      return { result: { status: 'unknown', spoken: '' } satisfies Result };
    const { startAt, staffKey } = slot;
    const answer = await api.command(
      {
        tenantId: tenant.tenantId,
        leadId: lead.id,
        name: 'bookAppointment',
        arguments: await bookingOf(api, tenant, slot, limits.commandTimeoutMs),
        actor: { kind: 'model', id: attempt.id },
        commandId: uuidFromName(attempt.id, 'bookAppointment', staffKey, startAt),
      },
      limits.commandTimeoutMs,
    );
    const status = statusOf(answer);
    const spoken = status === 'booked' || status === 'accepted' ? speakTime(talk, startAt) : '';
    const result: Result = { status, spoken };
    return status === 'accepted'
      ? { result: { ...result }, filler: talk.phrases.working }
      : { result: { ...result } };
  };
};

const statusOf = ({ status, code }: CommandAnswer): Result['status'] => {
  if (status === 'accepted') return 'accepted';
  if (status === 'done') return 'booked';
  if (code === 'alreadyBooked') return 'alreadyBooked';
  return code === 'slotTaken' ? 'taken' : 'unknown';
};
