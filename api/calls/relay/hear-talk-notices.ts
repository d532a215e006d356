import { readTalkNotice, type TalkNotice, talkChannel } from '../../../schema/database/calls/talk-notices.ts';
import type { Database } from '../../../schema/database/database.ts';
import { hearNotices } from '../../hear-notices.ts';

/** Hears what other processes tell the talks. `listening` is called whenever it begins to hear: what was told before was missed. */
export const hearTalkNotices = (
  db: Database,
  { tell, listening }: { tell(notice: TalkNotice): void; listening(): void },
): { close(): void } =>
  hearNotices(db, {
    channel: talkChannel,
    listening,
    tell: (payload) => {
      const notice = readTalkNotice(payload);
      if (notice) tell(notice);
    },
  });
