import type { Tx } from '../database.ts';

/** How many leads, appointments and replies of the tenant are under way, for telling what a change does to them. */
export const readUnderway = async (tx: Tx) => {
  const [row] = await tx.execute<Record<string, string>[]>(countsSql);
  const assigned = await tx.execute<{ key: string; n: string }[]>(
    `select assigned_to as key, count(*) as n from lead where ${running} and assigned_to is not null group by 1`,
  );
  const count = (name: string): number => Number(row?.[name] ?? 0);
  return {
    running: count('running'),
    calling: count('calling'),
    choosing: count('choosing'),
    followedUp: count('followed_up'),
    ahead: count('ahead'),
    held: count('held'),
    assigned: Object.fromEntries(assigned.map(({ key, n }) => [key, Number(n)])),
  };
};

const running = `journey_run_id is not null and closed_at is null and merged_into is null and erased_at is null`;

const countsSql = /* sql */ `select l.*,
  (select count(*) from appointment where state in ('reserved', 'confirmed') and starts_at > now()) as ahead,
  (select count(*) from draft where state = 'held') as held
from (select count(*) as running,
    count(*) filter (where step in ('intake', 'call')) as calling,
    count(*) filter (where step = 'schedule') as choosing,
    count(*) filter (where step = 'followUp') as followed_up
  from lead where ${running}) l`;
