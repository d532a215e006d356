import type { Tx } from '../database.ts';
import { LeadImport, type LeadImportEntry } from './entities.ts';

/**
 * Takes the next instants at which journeys of imported leads may begin, of all imports of the tenant together: one after
 * the other, however many leads are made at once. Answers the instant of the n-th, counted from 0.
 */
export const takeStarts = async (
  tx: Tx,
  { id, tenantId }: Pick<LeadImportEntry, 'id' | 'tenantId'>,
  { count, gapMs }: { count: number; gapMs: number },
): Promise<(n: number) => Date> => {
  // two imports of one tenant take their instants one after the other
  await tx.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`imports:${tenantId}`]);
  const [row] = await tx.execute<{ free: Date }[]>(
    `select greatest(clock_timestamp(), max(journeys_until) + ? * interval '1 millisecond') as free from lead_import`,
    [gapMs],
  );
  const free = new Date(row?.free ?? Date.now()).getTime();
  const startsAt = (n: number): Date => new Date(free + n * gapMs);
  if (count > 0) await tx.nativeUpdate(LeadImport, { id }, { journeysUntil: startsAt(count - 1) });
  return startsAt;
};
