import * as z from 'zod';
import { briefingFor, staffToAsk } from '../../../../domain/talk/hand-over.ts';
import type { TalkToolCalls } from '../../../../schema/contracts/talk.ts';
import type { RunTool } from '../tool.ts';
import type { TalkContext } from './talk-context.ts';

const args = z.object({ reason: z.string().trim().max(200).nullable() }).catch({ reason: null });
type Result = TalkToolCalls['hand_over']['result'];

/**
 * Decides who is to take the lead over; the row stands before the line is let go, and whoever answers the vendor dials
 * from it. With nobody to ask, a call-back is promised.
 */
export const handOver = (talk: TalkContext): RunTool => {
  const { tenant, lead, answers, tried } = talk;
  return async (given) => {
    const { reason } = args.parse(given);
    const [member] = staffToAsk(tenant.settings, new Date().toISOString(), tried);
    const briefing = briefingFor(
      tenant.settings,
      { name: lead.name ?? null, interest: lead.interest ?? null },
      { answers, reason },
    );
    const effects = { handOver: { staffKey: member?.key ?? null, briefing } };
    if (!member)
      return {
        result: { status: 'nobody' } satisfies Result,
        effects,
        filler: talk.phrases.nobodyFree,
        leadSpeaksNext: true,
      };
    tried.push(member.key);
    return { result: { status: 'connecting' } satisfies Result, effects, transfer: talk.phrases.connecting };
  };
};
