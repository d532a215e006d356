import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import type { TalkToolCalls } from '../../../../schema/contracts/talk.ts';
import { uuidFromName } from '../../../../schema/database/uuid-from-name.ts';
import type { RunTool } from '../tool.ts';
import { leadZone, speakTime } from './lead-time.ts';
import type { TalkContext } from './talk-context.ts';

const args = z.object({ at: z.string() });
type Result = TalkToolCalls['request_callback']['result'];

const farthestMs = 90 * 86_400_000;

/** Asks the journey for another call at an instant. The same instant is the same command. */
export const requestCallback = (talk: TalkContext): RunTool => {
  const { api, lead, attempt, limits, tenant } = talk;
  return async (given) => {
    const at = instantOf(args.parse(given).at, leadZone(talk));
    const now = Date.now();
    // a model that invents dates invents them in the past, or in years
    if (!(at > now && at < now + farthestMs))
      return { result: { status: 'refused', spoken: '' } satisfies Result };
    const callbackAt = new Date(at);
    const answer = await api.command(
      {
        tenantId: tenant.tenantId,
        leadId: lead.id,
        name: 'requestCall',
        arguments: { at: callbackAt.toISOString() },
        actor: { kind: 'model', id: attempt.id },
        commandId: uuidFromName(attempt.id, 'requestCall', callbackAt.toISOString()),
      },
      limits.commandTimeoutMs,
    );
    if (answer.status === 'refused') return { result: { status: 'refused', spoken: '' } satisfies Result };
    const result: Result = { status: 'noted', spoken: speakTime(talk, callbackAt.toISOString()) };
    return { result: { ...result }, effects: { callbackAt } };
  };
};

/** An instant in milliseconds; a time without an offset is one of the lead's own clock. Not a number when it is none. */
const instantOf = (text: string, timeZone: string): number => {
  if (/(Z|[+-]\d\d:?\d\d)$/.test(text)) return Date.parse(text);
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    return Number.NaN;
  }
};
