import type { AccountMailKind } from '../../contracts/accounts.ts';
import type { Cause } from '../../contracts/ids.ts';
import type { Tx } from '../database.ts';
import { storableText } from '../storable.ts';
import { uuidV7 } from '../uuid-v7.ts';
import type { AccountFacts } from './entities.ts';

/** What somebody is to be told of their account. */
export interface NoteForAccount {
  tenantId: string;
  kind: AccountMailKind;
  to: { address: string; name: string | null };
  /** the link that it brings, or what else it is about: told once per kind and round */
  aboutId: string;
  round?: number;
  facts?: AccountFacts;
  causedBy: Cause;
}

/**
 * Has a person told by e-mail of their own account, as soon as this transaction is committed: the dispatcher starts one
 * `notifyPerson` workflow per row. Noted again in the same round it is the same mail.
 */
export const noteAccount = async (tx: Tx, note: NoteForAccount): Promise<void> => {
  const { tenantId, kind, to, aboutId, round = 1, facts = {}, causedBy } = note;
  await tx.execute(
    `insert into account_mail (id, tenant_id, kind, address, name, about_id, round, facts, caused_by)
     values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)
     on conflict (tenant_id, kind, about_id, round) do nothing`,
    [
      ...[uuidV7(), tenantId, kind, to.address, to.name && storableText(to.name), aboutId, round],
      ...[storableText(JSON.stringify(facts)), JSON.stringify(causedBy)],
    ],
  );
};
