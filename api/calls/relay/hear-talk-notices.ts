import type { PoolClient } from 'pg';
import { readTalkNotice, type TalkNotice, talkChannel } from '../../../schema/database/calls/talk-notices.ts';
import type { Database } from '../../../schema/database/database.ts';

const againAfterMs = 1_000;

/**
 * Hears what other processes tell the talks, over a connection of its own that is renewed when it breaks. `listening`
 * is called whenever it begins to hear: whatever was told before that was missed.
 */
export const hearTalkNotices = (
  db: Database,
  { tell, listening }: { tell(notice: TalkNotice): void; listening(): void },
): { close(): void } => {
  let client: PoolClient | null = null;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  const listen = async (): Promise<void> => {
    const fresh = await db.pool.connect();
    if (closed) return fresh.release();
    client = fresh;
    fresh.on('notification', ({ payload }) => {
      const notice = readTalkNotice(payload);
      if (notice) tell(notice);
    });
    fresh.on('error', () => again(fresh));
    await fresh.query(`listen ${talkChannel}`);
    listening();
  };
  const again = (broken: PoolClient | null): void => {
    if (broken && broken === client) {
      client = null;
      broken.removeAllListeners('notification');
      broken.release(true);
    }
    clearTimeout(retry);
    if (!closed) retry = setTimeout(start, againAfterMs).unref();
  };
  const start = (): void => {
    listen().catch(() => again(client));
  };
  start();
  return {
    close: () => {
      closed = true;
      clearTimeout(retry);
      // destroyed, not returned: it would go on listening for whoever gets it next
      client?.release(true);
      client = null;
    },
  };
};
