import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Engine } from '../integrations/engine/port.ts';
import type { Database } from '../schema/database/database.ts';
import { tenantIds } from '../schema/database/routing/doors.ts';
import { tenantInForce } from '../schema/database/tenants/policy.ts';

interface Ports {
  db: Database;
  engine: Pick<Engine, 'keepRetention'>;
  log: Logger;
}

const aMinuteMs = 60_000;

/**
 * Sees to it that every tenant has its Schedule, by the clock where it stands. Asks once for each, and again when one has
 * moved; what another process has made is found. Returns after `stop`.
 */
export const keepSchedules = async (
  { db, engine, log }: Ports,
  stop: AbortSignal,
  everyMs = aMinuteMs,
): Promise<void> => {
  const kept = new Map<string, string>();
  while (!stop.aborted) {
    await keepAll({ db, engine }, kept, stop).catch((err: unknown) =>
      log.warn({ err }, 'a tenant may have no Schedule yet'),
    );
    await sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
  }
};

const keepAll = async (
  { db, engine }: Omit<Ports, 'log'>,
  kept: Map<string, string>,
  stop: AbortSignal,
): Promise<void> => {
  for (const tenantId of await tenantIds(db.pool)) {
    if (stop.aborted) return;
    const { settings } = await db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
    const { timeZone } = settings.profile;
    if (kept.get(tenantId) === timeZone) continue;
    await engine.keepRetention({ tenantId, timeZone });
    kept.set(tenantId, timeZone);
  }
};
