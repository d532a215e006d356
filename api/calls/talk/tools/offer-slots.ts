import * as z from 'zod';
import { slotsToOffer } from '../../../../domain/appointments/offer.ts';
import type { Slot } from '../../../../domain/appointments/slots.ts';
import type { TalkToolCalls } from '../../../../schema/contracts/talk.ts';
import type { OfferedSlot } from '../../../../schema/database/calls/entities.ts';
import { findFreeSlots } from '../../../free-slots.ts';
import type { RunTool } from '../tool.ts';
import { leadZone, speakTime } from './lead-time.ts';
import type { TalkContext } from './talk-context.ts';

const args = z.object({ preference: z.string().max(300).nullable() }).catch({ preference: null });
type Result = TalkToolCalls['offer_slots']['result'];

/** Offers times that are free at this moment. What was offered stays bookable by its id for the rest of the call. */
export const offerSlots = (talk: TalkContext): RunTool => {
  const { tenant, offered } = talk;
  return async (given) => {
    const { preference } = args.parse(given);
    const free = await freeNow(talk);
    const count = tenant.settings.appointments.offered;
    const chosen = slotsToOffer(free, count, { preference, timeZone: leadZone(talk) });
    const slots = chosen.map((slot) => remember(offered, slot));
    const result: Result = {
      slots: slots.map(({ slotId, startAt }) => ({ slotId, startAt, spoken: speakTime(talk, startAt) })),
    };
    return { result: { ...result }, effects: { offered: [...offered] } };
  };
};

/** A calendar that is away or slow offers nothing: the lead gets the link by e-mail, and nobody waits on the phone. */
const freeNow = async ({ api, tenant, limits, attempt }: TalkContext): Promise<Slot[]> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('calendar too slow')), limits.calendarTimeoutMs);
  });
  try {
    return await Promise.race([findFreeSlots(api, tenant, new Date().toISOString()), tooLate]);
  } catch (err) {
    api.log.warn({ err, attemptId: attempt.id }, 'no slots in a talk');
    return [];
  } finally {
    clearTimeout(timer);
  }
};

/** The same time offered again has the same id. */
const remember = (offered: OfferedSlot[], { staffKey, startAt }: Slot): OfferedSlot => {
  const known = offered.find((slot) => slot.staffKey === staffKey && slot.startAt === startAt);
  if (known) return known;
  const slot = { slotId: `s${offered.length + 1}`, staffKey, startAt };
  offered.push(slot);
  return slot;
};
