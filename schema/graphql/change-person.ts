import { assignmentRule } from '../../domain/leads/assign.ts';
import { draftSettings } from '../../domain/tenant/draft-settings.ts';
import type { StaffMember, TenantSettings } from '../contracts/tenant.ts';
import { endAccountLinksOf } from '../database/accounts/account-links.ts';
import { recordChange } from '../database/audit/record-change.ts';
import type { Tx } from '../database/database.ts';
import { changeSettings } from '../database/tenants/change-settings.ts';
import { endSessions } from '../database/tenants/end-sessions.ts';
import { StaffUser as StaffUsers } from '../database/tenants/entities.ts';
import { formerMember } from '../database/tenants/former-member.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { InvalidInput, InvalidInputRef, NotFound, NotFoundRef } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { idOf } from './ids.ts';
import { rowsById } from './loaders.ts';
import { SettingsConflict, SettingsConflictRef } from './settings-conflict.ts';
import { StaffUserRef, staffUsers } from './staff-user.ts';

export const PersonResult = builder.unionType('PersonResult', {
  description: 'The person as they are now, or what has to be mended.',
  types: [StaffUserRef, InvalidInputRef, NotFoundRef, SettingsConflictRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    if (value instanceof SettingsConflict) return SettingsConflictRef;
    return value instanceof NotFound ? NotFoundRef : StaffUserRef;
  },
});

/** Which person is changed, and how. */
export interface PersonChange {
  personId: unknown;
  expectedVersion: number | null | undefined;
  /** as the audit log names it */
  action: string;
  /** The settings with the person changed; `member` is as they stand in them, or last stood. */
  change(settings: TenantSettings, member: StaffMember): TenantSettings;
  /** whether it is about somebody who is of the staff just now */
  ofPresent?: boolean;
  /** what follows beside: whoever may not come in any more is shown the door */
  shutsOut?: boolean;
}

/**
 * Changes somebody of the staff: the next version of the settings, its effects and the audit in one transaction. What the
 * settings refuse is told with the field at fault.
 */
export const changePerson = async (context: GraphqlContext, wanted: PersonChange) => {
  const { tenantId } = signedIn(context);
  const id = idOf('StaffUser', String(wanted.personId));
  if (!id) return new InvalidInput('personId', 'the global id of a person');
  const refused = await context.db.inTenant(tenantId, (tx) => apply(tx, context, { tenantId, id }, wanted));
  if (refused) return refused;
  StaffUserRef.getDataloader(context).clearAll();
  const [person] = await rowsById(context, staffUsers, [id]);
  return person ?? new NotFound('StaffUser');
};

const apply = async (
  tx: Tx,
  context: GraphqlContext,
  { tenantId, id }: { tenantId: string; id: string },
  { expectedVersion = null, action, change, ofPresent, shutsOut }: PersonChange,
): Promise<InvalidInput | NotFound | SettingsConflict | null> => {
  const user = await tx.findOne(StaffUsers, { id }, { fields: ['staffKey', 'disabledAt'] });
  const former = user && (await formerMember(tx, tenantId, user.staffKey));
  if (!user || !former) return new NotFound('StaffUser');
  const { staffKey: key, disabledAt } = user;
  if (ofPresent && disabledAt) return new InvalidInput('personId', 'somebody who is not disabled');
  const actor = actorOf(context);
  const inSettings = ({ staff }: TenantSettings) => staff.find((member) => member.key === key);
  const changed = await changeSettings(tx, {
    ...{ tenantId, expectedVersion: expectedVersion ?? null, actor, assign: assignmentRule },
    change: (source) => draftSettings(change(source, inSettings(source) ?? former)),
  });
  if (changed.kind === 'conflict') return new SettingsConflict(changed.version);
  if (changed.kind === 'invalid') {
    const [problem] = changed.problems;
    return new InvalidInput(problem?.path ?? 'personId', problem?.expected ?? 'another value');
  }
  if (shutsOut) {
    await endSessions(tx, { tenantId, userId: id });
    await endAccountLinksOf(tx, { tenantId, userId: id, kind: 'passwordReset' });
  }
  if (changed.kind === 'unchanged') return null;
  const [before, after] = [inSettings(changed.before), inSettings(changed.after)];
  await recordChange(tx, {
    ...{ tenantId, actor, action, subject: { kind: 'StaffUser', id } },
    before: before ? { ...before } : null,
    after: after ? { ...after } : null,
  });
  return null;
};
