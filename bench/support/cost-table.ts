import proto from '@temporalio/proto';
import type { Cost, History } from '../../tests/workflow/count-actions.ts';

const { EventType } = proto.temporal.api.enums.v1;

const inWords = (type: number): string =>
  (EventType[type] ?? 'UNKNOWN').replace('EVENT_TYPE_', '').toLowerCase().replaceAll('_', ' ');

const counted = (names: readonly string[]): [name: string, count: number][] =>
  [
    ...names.reduce(
      (counts, name) => counts.set(name, (counts.get(name) ?? 0) + 1),
      new Map<string, number>(),
    ),
  ].sort(([, a], [, b]) => b - a);

const lines = (title: string, rows: readonly [string, number][]): string[] => [
  title,
  ...rows.map(([name, count]) => `  ${String(count).padStart(4)}  ${name}`),
];

/** Where the actions and the events of a journey go. */
export function costTable(runs: readonly History[], cost: Cost): string {
  const events = runs.flatMap((run) => run.events ?? []);
  const activities = events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled?.activityType?.name ? [scheduled.activityType.name] : [],
  );
  const timers = events.flatMap((event) => {
    if (!event.timerStartedEventAttributes) return [];
    const summary = event.userMetadata?.summary?.data;
    return [summary ? String(JSON.parse(Buffer.from(summary).toString())) : 'timer'];
  });
  return [
    ...lines(
      'actions',
      Object.entries(cost.by).sort(([, a], [, b]) => b - a),
    ),
    ...lines('activities', counted(activities)),
    ...lines('timers', counted(timers)),
    ...lines('events', counted(events.map(({ eventType }) => inWords(eventType ?? 0)))),
  ].join('\n');
}
