import { GraphQLError } from 'graphql';
import { localTime } from '../../domain/time/local-time.ts';
import { daysOf, type UsageAsked, usagePeriod } from '../../domain/usage/usage-period.ts';
import { tenantInForce } from '../database/tenants/policy.ts';
import {
  noUsage,
  readModelUsage,
  readUsage,
  type UsageCount,
  usageCounts,
} from '../database/usage/read-usage.ts';
import { signedIn } from './access.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';

const words: Record<keyof UsageCount, string> = {
  leads: 'Leads that came.',
  callsPlaced: 'Calls that were placed.',
  callsReceived: 'Calls that came in.',
  callsAnswered: 'Of both, those that were answered.',
  callMinutes: 'Minutes of calls; each call counts every minute that has begun, as telephone companies do.',
  emailsToLeads: 'E-mails to leads.',
  emailsToStaff: 'E-mails to staff.',
  messagesReceived: 'Messages that leads sent.',
  modelCalls: 'Questions to a language model.',
  inputTokens: 'Tokens that were sent to it.',
  outputTokens: 'Tokens that it answered with.',
};

const UsageCountRef = builder.objectRef<UsageCount>('UsageCount').implement({
  description: 'How much was used.',
  fields: (t) =>
    // floats, because the tokens of a year may be more than an Int holds
    Object.fromEntries(usageCounts.map((name) => [name, t.exposeFloat(name, { description: words[name] })])),
});

const ModelUsageRef = builder
  .objectRef<{ model: string; modelCalls: number; inputTokens: number; outputTokens: number }>('ModelUsage')
  .implement({
    description: 'How much of a language model was used.',
    fields: (t) => ({
      model: t.exposeString('model', { description: 'Its name at the vendor.' }),
      modelCalls: t.exposeFloat('modelCalls', { description: words.modelCalls }),
      inputTokens: t.exposeFloat('inputTokens', { description: words.inputTokens }),
      outputTokens: t.exposeFloat('outputTokens', { description: words.outputTokens }),
    }),
  });

const UsageDayRef = builder.objectRef<{ day: string; count: UsageCount }>('UsageDay').implement({
  description: 'How much was used on a day.',
  fields: (t) => ({
    day: t.exposeString('day', { description: 'The day by the business’s own clock: `2026-11-26`.' }),
    count: t.expose('count', { type: UsageCountRef, description: 'How much.' }),
  }),
});

interface Usage {
  from: string;
  to: string;
  timeZone: string;
  days: Map<string, UsageCount>;
  models: Awaited<ReturnType<typeof readModelUsage>>;
}

const UsageRef = builder.objectRef<Usage>('Usage').implement({
  description: 'What the business used in a period.',
  fields: (t) => ({
    from: t.exposeString('from', { description: 'The first day.' }),
    to: t.exposeString('to', { description: 'The last day.' }),
    timeZone: t.exposeString('timeZone', { description: 'The time zone by whose days it is counted.' }),
    total: t.field({
      type: UsageCountRef,
      description: 'All of it.',
      resolve: ({ days }) => {
        const total = noUsage();
        for (const count of days.values()) for (const name of usageCounts) total[name] += count[name];
        return total;
      },
    }),
    days: t.field({
      type: [UsageDayRef],
      description: 'Every day of the period, the first one first.',
      complexity: { field: 1, multiplier: 31 },
      resolve: ({ from, to, days }) =>
        daysOf({ from, to }).map((day) => ({ day, count: days.get(day) ?? noUsage() })),
    }),
    models: t.field({
      type: [ModelUsageRef],
      description: 'Each language model that was asked, the most used first.',
      resolve: ({ models }) => models,
    }),
  }),
});

const usageOf = (context: GraphqlContext, asked: UsageAsked): Promise<Usage> => {
  const { tenantId } = signedIn(context);
  return context.db.inTenant(tenantId, async (tx) => {
    const { timeZone } = (await tenantInForce(tx, tenantId)).settings.profile;
    const period = usagePeriod(asked, localTime(Date.now(), timeZone).date);
    if ('expected' in period)
      throw new GraphQLError(`Expected ${period.expected}`, { extensions: { code: 'BAD_USER_INPUT' } });
    const span = { ...period, timeZone };
    return { ...span, days: await readUsage(tx, span), models: await readModelUsage(tx, span) };
  });
};

builder.queryField('usage', (t) =>
  t.field({
    type: UsageRef,
    description:
      'What the business used, by day: a month, or the days from one to another; this month when left out.',
    authScopes: { admin: true },
    args: {
      month: t.arg.string({ description: 'A month: `2026-11`.' }),
      from: t.arg.string({ description: 'The first day: `2026-11-01`.' }),
      to: t.arg.string({ description: 'The last day: `2026-11-30`. At most 366 days.' }),
    },
    resolve: (_root, asked, context) => usageOf(context, asked),
  }),
);
