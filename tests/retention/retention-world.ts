import pg from 'pg';
import { createRetentionActivities } from '../../activities/retention/index.ts';
import { type RetentionPace, retentionPace } from '../../domain/retention/pace.ts';
import {
  type RemovedCounts,
  type RetentionPlace,
  type RetentionSettings,
  removedKinds,
} from '../../schema/contracts/retention.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { type MergeWorld, mergeWorld } from '../merge/merge-world.ts';
import { keptLog } from '../support/api-context.ts';
import { testLinkSecret as linkSecret } from '../support/seed.ts';
import { type SeededLead, seedLead } from '../support/seed-lead.ts';

/** A tenant whose leads have a past, and nights that remove what is too old of it. */
export interface RetentionWorld extends MergeWorld {
  owner: pg.Pool;
  /** Somebody with everything that a lead can have, closed so many days ago and not heard of since. */
  closed(mark: string, daysAgo: number): Promise<SeededLead>;
  /** Goes through one night, or through its beginning alone. */
  night(turns?: number): Promise<RemovedCounts>;
  /** Erasures by the lead that they are of. */
  erasures(): Promise<{ lead_id: string; reason: string; asked_by: string }[]>;
  pace: RetentionPace;
  close(): Promise<void>;
}

export const retentionWorld = async (retention: RetentionSettings): Promise<RetentionWorld> => {
  const world = await mergeWorld((settings) => ({ ...settings, retention }));
  const owner = new pg.Pool({ connectionString: world.ownerUrl, max: 2 });
  const { db, tenantId, vendors, sql } = world;
  const { log } = keptLog();
  const ports = {
    ...{ db, linkSecret, log },
    ...{ telephony: vendors.telephony.port, calendar: vendors.calendar.port },
  };
  const pace = { ...retentionPace };
  const { tendRetention } = createRetentionActivities(ports, pace);
  let made = 0;
  return {
    ...world,
    owner,
    pace,
    closed: async (mark, daysAgo) => {
      made += 1;
      const lead = await seedLead(db, tenantId, mark, made);
      await settleEverything(owner, lead.leadId, daysAgo);
      return lead;
    },
    night: async (turns = Number.POSITIVE_INFINITY) => {
      const runId = uuidV7();
      let place: RetentionPlace = { kind: removedKinds[0], after: null };
      for (let turn = 1; ; turn += 1) {
        const progress = await world.beating(() => tendRetention({ tenantId, runId, place }));
        if (progress.kind === 'over' || turn >= turns) return progress.removed;
        place = progress.place;
      }
    },
    erasures: () => sql('select lead_id, reason, asked_by from erasure order by created_at'),
    close: async () => {
      await owner.end();
      await world.drop();
    },
  };
};

/** As if all of it had come to an end so many days ago. */
export const settleEverything = async (owner: pg.Pool, leadId: string, daysAgo: number): Promise<void> => {
  const then = `now() - interval '${daysAgo} days'`;
  const changes: [table: string, change: string][] = [
    ['lead', `step = 'closed', closed_at = ${then}, next_action = null`],
    ['lead_fact', `created_at = ${then}, signalled_at = ${then}`],
    ['command', `created_at = ${then}, settled_at = ${then}, state = 'done'`],
    ['message', `created_at = ${then}, at = ${then}`],
    ['email', `created_at = ${then}`],
    ['call_attempt', `created_at = ${then}, state = 'ended', ended_at = ${then}`],
    [
      'appointment',
      `state = 'completed', starts_at = ${then} - interval '1 hour', ends_at = ${then} - interval '30 minutes'`,
    ],
    ['lead_note', `created_at = ${then}`],
    ['draft', `created_at = ${then}, state = 'sent'`],
    ['outbound', `created_at = ${then}, state = 'sent', settled_at = ${then}`],
  ];
  for (const [table, change] of changes)
    await owner.query(`update "${table}" set ${change} where ${table === 'lead' ? 'id' : 'lead_id'} = $1`, [
      leadId,
    ]);
};
