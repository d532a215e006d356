import type { Tx } from '../database.ts';

/** What is counted. */
export const usageCounts = [
  'leads',
  'callsPlaced',
  'callsReceived',
  'callsAnswered',
  'callMinutes',
  'emailsToLeads',
  'emailsToStaff',
  'messagesReceived',
  'modelCalls',
  'inputTokens',
  'outputTokens',
] as const;
export type UsageCount = Record<(typeof usageCounts)[number], number>;

/** A period by the tenant's own calendar, both days included. */
export interface UsageSpan {
  from: string;
  to: string;
  timeZone: string;
}

export const noUsage = (): UsageCount =>
  Object.fromEntries(usageCounts.map((name) => [name, 0])) as UsageCount;

/** What a tenant used, by day: straight from the rows, so that it is true whenever it is asked. A day of nothing is left out. */
export const readUsage = async (tx: Tx, span: UsageSpan): Promise<Map<string, UsageCount>> => {
  const rows = await tx.execute<({ day: string } & Record<string, string>)[]>(
    sources.map(countSql).join('\nunion all\n'),
    sources.flatMap(() => valuesOf(span)),
  );
  const days = new Map<string, UsageCount>();
  for (const { day, name, n } of rows) {
    const count = days.get(day) ?? noUsage();
    count[name as keyof UsageCount] += Number(n);
    days.set(day, count);
  }
  return days;
};

/** Calls of each language model and their tokens, the most used first. */
export const readModelUsage = async (tx: Tx, span: UsageSpan) => {
  const rows = await tx.execute<{ model: string; calls: string; input: string; output: string }[]>(
    `select model, count(*) as calls, sum(input_tokens) as input, sum(output_tokens) as output, ?::text as zone
     from model_call where ${within('created_at')} group by model order by calls desc, model`,
    valuesOf(span),
  );
  return rows.map(({ model, calls, input, output }) => ({
    ...{ model, modelCalls: Number(calls) },
    ...{ inputTokens: Number(input), outputTokens: Number(output) },
  }));
};

interface Source {
  name: keyof UsageCount;
  table: string;
  /** the instant that says on which day it was */
  at: string;
  /** how many each row counts; one when left out */
  each?: string;
  where?: string;
}

// a telephone company counts every minute that has begun
const minutes = 'ceil(duration_seconds / 60.0)';

const sources: Source[] = [
  { name: 'leads', table: 'lead', at: 'created_at', where: 'merged_into is null' },
  { name: 'callsPlaced', table: 'call_attempt', at: 'placed_at', where: `direction = 'outbound'` },
  { name: 'callsReceived', table: 'call_attempt', at: 'placed_at', where: `direction = 'inbound'` },
  { name: 'callsAnswered', table: 'call_attempt', at: 'placed_at', where: 'answered_at is not null' },
  {
    name: 'callMinutes',
    table: 'call_attempt',
    at: 'placed_at',
    each: minutes,
    where: 'duration_seconds > 0',
  },
  {
    name: 'emailsToLeads',
    table: 'email',
    at: 'created_at',
    where: `recipient_kind = 'lead' and state <> 'planned'`,
  },
  {
    name: 'emailsToStaff',
    table: 'email',
    at: 'created_at',
    where: `recipient_kind = 'staff' and state <> 'planned'`,
  },
  { name: 'messagesReceived', table: 'message', at: 'at', where: `direction = 'inbound'` },
  { name: 'modelCalls', table: 'model_call', at: 'created_at' },
  { name: 'inputTokens', table: 'model_call', at: 'created_at', each: 'input_tokens' },
  { name: 'outputTokens', table: 'model_call', at: 'created_at', each: 'output_tokens' },
];

// a day has 23 or 25 hours where the clocks change: the database knows when it begins
const within = (at: string): string =>
  `${at} >= (?::date::timestamp at time zone ?) and ${at} < ((?::date + 1)::timestamp at time zone ?)`;

const countSql = ({ name, table, at, each = '1', where = 'true' }: Source): string =>
  `select to_char(${at} at time zone ?, 'YYYY-MM-DD') as day, '${name}' as name, sum(${each}) as n
   from ${table} where ${within(at)} and ${where} group by 1`;

const valuesOf = ({ from, to, timeZone }: UsageSpan): string[] => [timeZone, from, timeZone, to, timeZone];
