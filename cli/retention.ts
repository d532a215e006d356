import { removedBefore } from '../domain/retention/periods.ts';
import { createEngine, readEngineSettings } from '../integrations/engine/index.ts';
import { Problem } from '../local/problem.ts';
import { ownEnvironment } from '../local/settings.ts';
import type { Database } from '../schema/database/database.ts';
import { countDueLeads } from '../schema/database/retention/due-leads.ts';
import { countOldCalls } from '../schema/database/retention/old-calls.ts';
import { countOld, ofMessages, ofNobody, type Removal } from '../schema/database/retention/removals.ts';
import type { TenantInForce } from '../schema/database/tenants/policy.ts';
import { everyTenant } from './every-tenant.ts';
import { asOwner } from './owner.ts';

/** Prints what is older than its time, of all tenants or one, and removes nothing; `now` begins a night at once. */
export const retention = (slug: string | undefined, { now }: { now?: boolean }): Promise<void> =>
  asOwner(async ({ db }) => {
    const tenants = await tenantsNamed(db, slug);
    for (const tenant of tenants) console.log(`${tenant.slug}: ${await dueOf(db, tenant)}`);
    if (now) await begin(tenants);
  });

const tenantsNamed = async (db: Database, slug: string | undefined): Promise<TenantInForce[]> => {
  const named = (await everyTenant(db)).filter((tenant) => slug === undefined || tenant.slug === slug);
  if (slug !== undefined && named.length === 0) throw new Problem(`No tenant is called ${slug}.`);
  return named;
};

const dueOf = (db: Database, { tenantId, settings }: TenantInForce): Promise<string> =>
  db.inTenant(tenantId, async (tx) => {
    const before = removedBefore(settings.retention);
    const rowsOf = async (removals: readonly Removal[], then: Date): Promise<number> => {
      let sum = 0;
      for (const removal of removals) sum += await countOld(db, tx, removal, then);
      return sum;
    };
    const counted = [
      `leads ${before.leads ? await countDueLeads(tx, before.leads) : 'kept'}`,
      `calls ${before.recordings ? await countOldCalls(tx, before.recordings) : 'kept'}`,
      `rows of messages ${before.messages ? await rowsOf(ofMessages, before.messages) : 'kept'}`,
      `rows of nobody ${before.unclaimed ? await rowsOf(ofNobody, before.unclaimed) : 'kept'}`,
    ];
    return counted.join(', ');
  });

const begin = async (tenants: readonly TenantInForce[]): Promise<void> => {
  const engine = await createEngine(readEngineSettings(ownEnvironment()));
  try {
    for (const { tenantId, settings } of tenants) {
      // of a tenant that no worker has seen yet there is no Schedule
      await engine.keepRetention({ tenantId, timeZone: settings.profile.timeZone });
      await engine.startRetention({ tenantId });
    }
    console.log('Begun: the worker does it, unless it was at it already.');
  } finally {
    await engine.close();
  }
};
