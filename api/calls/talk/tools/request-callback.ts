import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { zonesOfLead } from '../../../../domain/contact/zones-of-lead.ts';
import { zonesOfNumber } from '../../../../domain/contact/zones-of-number.ts';
import { nextOpening } from '../../../../domain/time/zoned.ts';
import type { TalkToolCalls } from '../../../../schema/contracts/talk.ts';
import { uuidFromName } from '../../../../schema/database/uuid-from-name.ts';
import type { RunTool, ToolOutcome } from '../tool.ts';
import { leadZone, speakTime } from './lead-time.ts';
import type { TalkContext } from './talk-context.ts';

const args = z.object({ at: z.string() }).catch({ at: '' });
type Result = TalkToolCalls['request_callback']['result'];

const farthestMs = 90 * 86_400_000;

/**
 * Asks the journey for another call at an instant. The same instant is the same command. A time that is none, has
 * passed or lies outside the calling hours is refused with what the lead can be told instead.
 */
export const requestCallback = (talk: TalkContext): RunTool => {
  const { api, lead, attempt, limits, tenant } = talk;
  return async (given) => {
    const at = instantOf(args.parse(given).at, leadZone(talk));
    const wrong = whatIsWrong(talk, at);
    if (wrong) return wrong;
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
    if (answer.status === 'refused') return refused('notAllowed');
    const result: Result = { status: 'noted', spoken: speakTime(talk, callbackAt.toISOString()) };
    return { result: { ...result }, effects: { callbackAt } };
  };
};

const refused = (because: NonNullable<Result['because']>, spoken = ''): ToolOutcome => ({
  result: { status: 'refused', spoken, because } satisfies Result,
});

/** A model that invents dates invents them in the past, or in years; a lead in a hurry names the middle of the night. */
const whatIsWrong = (talk: TalkContext, at: number): ToolOutcome | null => {
  const now = Date.now();
  if (Number.isNaN(at)) return refused('notATime');
  if (at <= now) return refused('past');
  if (at >= now + farthestMs) return refused('tooFar');
  const { lead, tenant } = talk;
  const { calling, profile } = tenant.settings;
  const zones = zonesOfLead({
    now: new Date(now).toISOString(),
    phoneZones: zonesOfNumber(lead.phone).zones,
    timeZone: lead.timeZone ?? null,
    tenantTimeZone: profile.timeZone,
  });
  const wished = new Date(at).toISOString();
  const open = nextOpening(calling, zones, wished);
  return open === wished ? null : refused('outsideHours', open ? speakTime(talk, open) : '');
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
