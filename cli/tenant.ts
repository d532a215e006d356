import { journeyGapMs } from '../domain/imports/pace.ts';
import { Problem } from '../local/problem.ts';
import { operator } from '../schema/contracts/commands.ts';
import { tenantBySlug } from '../schema/database/routing/doors.ts';
import { tenantInForce } from '../schema/database/tenants/policy.ts';
import { resumeTenant, suspendTenant } from '../schema/database/tenants/suspend.ts';
import { everyTenant } from './every-tenant.ts';
import { asOwner, type Owned } from './owner.ts';

/** Every business with its id and state: what no request of the api is told. */
export const list = () =>
  asOwner(async ({ db }) => {
    for (const { tenantId, slug, name, suspendedAt, suspendedBecause } of await everyTenant(db)) {
      const state = suspendedAt
        ? `suspended since ${suspendedAt.toISOString()}: ${suspendedBecause}`
        : 'active';
      console.log([tenantId, slug, name, state].join('  '));
    }
  });

export const suspend = (slug: string, { reason }: { reason: string }) =>
  withTenant(slug, async ({ db }, tenantId) => {
    const changed = await db.inTenant(tenantId, (tx) =>
      suspendTenant(tx, { tenantId, actor: operator, reason }),
    );
    console.log(changed ? `${slug} is suspended: nobody is contacted.` : `${slug} was suspended already.`);
  });

export const resume = (slug: string, { reason }: { reason: string }) =>
  withTenant(slug, async ({ db }, tenantId) => {
    const released = await db.inTenant(tenantId, async (tx) => {
      const { settings } = await tenantInForce(tx, tenantId);
      return resumeTenant(tx, { tenantId, actor: operator, reason, gapMs: journeyGapMs(settings) });
    });
    console.log(
      released === null
        ? `${slug} is not suspended.`
        : `${slug} goes on, with ${released} things that were held.`,
    );
  });

const withTenant = (slug: string, work: (owned: Owned, tenantId: string) => Promise<void>) =>
  asOwner(async (owned) => {
    const tenantId = await tenantBySlug(owned.db.pool, slug);
    if (!tenantId) throw new Problem(`There is no business ${slug}: "tenant list" prints them all.`);
    await work(owned, tenantId);
  });
