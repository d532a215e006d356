import type { TenantSettings } from '../../contracts/tenant.ts';
import { recordChange } from '../audit/record-change.ts';
import type { Database, Tx } from '../database.ts';
import { changeSettings, type SettingsChanged, type SettingsChangeRequest } from './change-settings.ts';

/** A change of settings that somebody makes as such, and how the audit log tells of it. */
export interface PolicyEdit extends SettingsChangeRequest {
  /** what was done, for the audit log; that settings were changed, or rolled back, when left out */
  action?: string;
  /** every place at which two settings differ, as JSON pointers; see `diffSettings` of `domain/tenant/` */
  diff(
    before: TenantSettings,
    after: TenantSettings,
  ): readonly { path: string; before: unknown; after: unknown }[];
}

/** Changes settings and writes what changed into the audit log, place by place. */
export const editPolicy = async (tx: Tx, edit: PolicyEdit): Promise<SettingsChanged> => {
  const changed = await changeSettings(tx, edit);
  if (changed.kind !== 'changed') return changed;
  const { tenantId, actor, rolledBackTo, remark } = edit;
  const changes = edit.diff(changed.before, changed.after);
  const was = (which: 'before' | 'after') =>
    Object.fromEntries(
      changes.flatMap(({ path, [which]: value }) => (value === undefined ? [] : [[path, value]])),
    );
  await recordChange(tx, {
    ...{ tenantId, actor },
    action: edit.action ?? (rolledBackTo ? 'settingsRolledBack' : 'settingsChanged'),
    subject: { kind: 'Policy', id: changed.policyId },
    before: was('before'),
    after: { ...was('after'), ...(remark && { remark }), ...(rolledBackTo && { rolledBackTo }) },
  });
  return changed;
};

class TakenBack extends Error {
  readonly answer: unknown;

  constructor(answer: unknown) {
    super('taken back');
    this.answer = answer;
  }
}

/** Does `work` in a transaction of the tenant and takes all of it back: what would have come of it. */
export const tryOut = async <T>(
  db: Pick<Database, 'inTenant'>,
  tenantId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> => {
  try {
    return await db.inTenant<never>(tenantId, async (tx) => {
      throw new TakenBack(await work(tx));
    });
  } catch (failure) {
    if (failure instanceof TakenBack) return failure.answer as T;
    throw failure;
  }
};
