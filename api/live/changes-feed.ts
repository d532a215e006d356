import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../schema/database/database.ts';
import {
  type ChangesRead,
  type ChangesTold,
  changeChannel,
  readChanges,
} from '../../schema/database/live/changes.ts';
import { hearNotices } from '../hear-notices.ts';

/** The changes of this process's tenants, for everybody who watches. */
export interface ChangesFeed {
  /**
   * Tells what changes of a tenant after a place until the signal. Each follower keeps but its own place: whoever is slow
   * finds what was missed in the log, and nothing of it waits in memory.
   */
  follow(tenantId: string, after: string | null, signal: AbortSignal): AsyncGenerator<ChangesTold>;
}

const mostAtOnce = 200;
/** what changes within so short a time is read together */
const gatherMs = 40;
/** a notice may be lost with its connection: so often it is looked without one, and the place moves on */
const idleMs = 20_000;

interface Tenant {
  followers: Set<() => void>;
  /** readings from one place that are under way: whoever stands there as well shares them */
  reading: Map<string, Promise<ChangesRead>>;
}

export const createChangesFeed = (db: Database): ChangesFeed => {
  const tenants = new Map<string, Tenant>();
  let ear: { close(): void } | null = null;

  const wake = (tenant: Tenant | undefined): void => {
    // a reading that is under way may not see what this is about
    tenant?.reading.clear();
    for (const follower of tenant?.followers ?? []) follower();
  };
  const join = (tenantId: string, follower: () => void): Tenant => {
    const tenant = tenants.get(tenantId) ?? { followers: new Set(), reading: new Map() };
    tenants.set(tenantId, tenant);
    tenant.followers.add(follower);
    ear ??= hearNotices(db, {
      channel: changeChannel,
      tell: (tenantId) => wake(tenants.get(tenantId ?? '')),
      listening: () => [...tenants.values()].forEach(wake),
    });
    return tenant;
  };
  const leave = (tenantId: string, tenant: Tenant, follower: () => void): void => {
    tenant.followers.delete(follower);
    if (tenant.followers.size === 0) tenants.delete(tenantId);
    if (tenants.size > 0) return;
    ear?.close();
    ear = null;
  };
  const read = (tenantId: string, { reading }: Tenant, after: string | null): Promise<ChangesRead> => {
    const key = after ?? '';
    const shared = reading.get(key);
    if (shared) return shared;
    const mine = db
      .inTenant(tenantId, (tx) => readChanges(tx, { tenantId, after, most: mostAtOnce }))
      .finally(() => reading.get(key) === mine && reading.delete(key));
    reading.set(key, mine);
    return mine;
  };
  return {
    follow: async function* (tenantId, after, signal) {
      const bell = createBell(signal);
      const tenant = join(tenantId, bell.ring);
      try {
        for (let cursor = after; !signal.aborted; ) {
          bell.clear();
          const told = await read(tenantId, tenant, cursor);
          cursor = told.cursor;
          const isAfresh = told.kind === 'afresh';
          yield { afresh: isAfresh, changes: isAfresh ? [] : told.changes, cursor };
          if (isAfresh || told.more) continue;
          await bell.wait(idleMs);
          await sleep(gatherMs, undefined, { signal }).catch(() => undefined);
        }
      } finally {
        leave(tenantId, tenant, bell.ring);
      }
    },
  };
};

/** Rings until somebody waits: what happened between two looks is not slept over. */
const createBell = (signal: AbortSignal) => {
  let rung = false;
  let answer: (() => void) | undefined;
  const ring = (): void => {
    rung = true;
    answer?.();
  };
  return {
    ring,
    clear: () => {
      rung = false;
    },
    wait: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        if (rung || signal.aborted) return resolve();
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          answer = undefined;
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done);
        answer = done;
      }),
  };
};
