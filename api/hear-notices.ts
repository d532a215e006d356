import type { PoolClient } from 'pg';
import type { Database } from '../schema/database/database.ts';

const againAfterMs = 1_000;

/** Who hears what is told on a channel. `listening` is called whenever that begins: whatever was told before was missed. */
export interface Hearer {
  channel: string;
  tell(payload: string | undefined): void;
  listening(): void;
}

interface Ear {
  hear(hearer: Hearer): { close(): void };
}

const ears = new WeakMap<Database, Ear>();

/**
 * Hears what other processes tell, over one connection of this process's own that is renewed when it breaks, and let go
 * of with the last who hears.
 */
export const hearNotices = (db: Database, hearer: Hearer): { close(): void } => {
  const ear = ears.get(db) ?? createEar(db);
  ears.set(db, ear);
  return ear.hear(hearer);
};

const createEar = (db: Database): Ear => {
  const hearers = new Set<Hearer>();
  /** for whom the connection listens */
  const heard = new Set<Hearer>();
  let client: PoolClient | null = null;
  let tending = false;
  let retry: NodeJS.Timeout | undefined;

  const isUntended = (): boolean =>
    hearers.size === 0 ? client !== null : [...hearers].some((hearer) => !heard.has(hearer));
  // one at a time; whoever comes or goes meanwhile is seen to by the same or the next round
  const tend = (): void => {
    clearTimeout(retry);
    if (tending || !isUntended()) return;
    tending = true;
    attend()
      .catch(() => lose(client))
      .then(() => {
        tending = false;
        if (client) tend();
      });
  };
  const attend = async (): Promise<void> => {
    if (hearers.size === 0) return letGo();
    client ??= await open();
    for (const hearer of hearers) {
      if (heard.has(hearer)) continue;
      await client.query(`listen ${hearer.channel}`);
      heard.add(hearer);
      if (hearers.has(hearer)) hearer.listening();
    }
  };
  const open = async (): Promise<PoolClient> => {
    const fresh = await db.pool.connect();
    fresh.on('notification', ({ channel, payload }) => {
      for (const hearer of hearers) if (hearer.channel === channel) hearer.tell(payload);
    });
    fresh.on('error', () => lose(fresh));
    return fresh;
  };
  const lose = (broken: PoolClient | null): void => {
    if (broken === client) letGo();
    clearTimeout(retry);
    if (hearers.size > 0) retry = setTimeout(tend, againAfterMs).unref();
  };
  const letGo = (): void => {
    const gone = client;
    client = null;
    heard.clear();
    gone?.removeAllListeners('notification');
    // destroyed, not returned: it would go on listening for whoever gets it next
    gone?.release(true);
  };
  return {
    hear: (hearer) => {
      hearers.add(hearer);
      tend();
      return {
        close: () => {
          hearers.delete(hearer);
          heard.delete(hearer);
          tend();
        },
      };
    },
  };
};
