import type { Running } from '../end-to-end/running.ts';

interface Happened {
  at: Date;
  kind: string;
  details: Record<string, unknown>;
}

const seconds = (from: Date, to: Date): string => `+${((to.getTime() - from.getTime()) / 1000).toFixed(1)} s`;

/** What is worth a look: no ids, which say nothing to who reads. */
const inWords = (details: Record<string, unknown>): string =>
  Object.entries(details)
    .filter(([name, value]) => !name.endsWith('Id') && value !== null)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/**
 * What happened to a person from the form on, and what was to come next: for whoever asks why a row failed. Of leads that
 * were merged, each one's story.
 */
export async function tellStory({ rows }: Running, email: string): Promise<string[]> {
  const leads = await rows.query<{
    id: string;
    since: Date;
    step: string;
    next: string | null;
    nextAt: Date | null;
  }>(
    `select id, created_at as since, step, next_action as next, next_action_at as "nextAt" from lead
     where id in (select lead_family(known.id) from lead known where known.email = $1) order by created_at`,
    [email],
  );
  const stories = leads.rows.map(async ({ id, since, step, next, nextAt }) => {
    const { rows: events } = await rows.query<Happened>(
      'select at, kind, details from timeline_event where lead_id = $1 order by at, id',
      [id],
    );
    const { rows: actions } = await rows.query<{ key: string; state: string; reason: string | null }>(
      `select key, state, reason from outbound where lead_id = $1 and state not in ('sent', 'delivered', 'read')`,
      [id],
    );
    return [
      ...events.map(
        ({ at, kind, details }) => `${seconds(since, at).padStart(9)}  ${kind} ${inWords(details)}`,
      ),
      ...actions.map(
        ({ key, state, reason }) => `   action  ${key} is ${state}${reason ? `: ${reason}` : ''}`,
      ),
      `      now  ${step}${next ? `, ${next}` : ''}${nextAt ? ` at ${seconds(since, nextAt)}` : ''}`,
    ];
  });
  return (await Promise.all(stories)).flat();
}
