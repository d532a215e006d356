import type { Database } from '../../schema/database/database.ts';
import { hearNotices } from '../hear-notices.ts';

/** The channel on which the database tells that somebody of a tenant was logged out, disabled or got another role. */
const accessChannel = 'leadline_access';

/**
 * Has everybody look who listens for a tenant, as soon as somebody's way in there ended or changed. A notice may be lost
 * with its connection: whoever has it back looks as well.
 */
export const createAccessNotices = (db: Database) => {
  const watching = new Map<string, Set<() => void>>();
  let ear: { close(): void } | null = null;
  const tell = (looks: Iterable<() => void>): void => {
    for (const look of looks) look();
  };
  return {
    /** Calls `look` whenever it is time to, until the answer is called. */
    watch: (tenantId: string, look: () => void): (() => void) => {
      const looks = watching.get(tenantId) ?? new Set();
      watching.set(tenantId, looks.add(look));
      ear ??= hearNotices(db, {
        channel: accessChannel,
        tell: (of) => tell(watching.get(of ?? '') ?? []),
        listening: () => [...watching.values()].forEach(tell),
      });
      return () => {
        looks.delete(look);
        if (looks.size === 0 && watching.get(tenantId) === looks) watching.delete(tenantId);
        if (watching.size > 0) return;
        ear?.close();
        ear = null;
      };
    },
  };
};
