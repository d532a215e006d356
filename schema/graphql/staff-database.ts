import type { Kysely } from 'kysely';
import type { Database, Tx } from '../database/database.ts';
import { readRows } from '../database/read-rows.ts';
import type { TimeLeft } from '../database/read-transaction.ts';
import type { Viewer } from './who-asks.ts';

declare const ofOneViewer: unique symbol;

/** The database as one viewer sees it: their tenant, and of its leads those that are for them. */
export interface StaffDatabase {
  /** nothing but `staffDatabase` makes one: what a resolver is given is never the whole database */
  readonly [ofOneViewer]: true;
  /** Runs `work` in one transaction. Refuses any other tenant than the viewer's. */
  inTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Typed SQL that reads, see `readRows`. */
  reads<Tables>(timeLeft: TimeLeft): Kysely<Tables>;
}

/** What this viewer may see of the database; without a viewer nothing. */
export const staffDatabase = (db: Database, viewer: Viewer | null): StaffDatabase => {
  const own = (tenantId = viewer?.tenantId): string => {
    if (!tenantId || tenantId !== viewer?.tenantId)
      throw new Error('a request sees one tenant: its viewer’s');
    return tenantId;
  };
  const only = viewer?.kind === 'staff' && viewer.onlyOwnLeads ? { agent: viewer.staffKey } : undefined;
  const seen: Omit<StaffDatabase, typeof ofOneViewer> = {
    inTenant: async (tenantId, work) => db.inTenant(own(tenantId), work, only),
    reads: (timeLeft) => readRows(db, own(), timeLeft, only),
  };
  return seen as StaffDatabase;
};
