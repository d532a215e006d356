import { editPolicy } from '../database/tenants/edit-policy.ts';
import { signedIn } from './access.ts';
import { builder } from './builder.ts';
import { note } from './command-inputs.ts';
import { InvalidInput, InvalidInputRef, NotFound, NotFoundRef } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { forgetLoaded } from './loaders.ts';
import { mending } from './mending.ts';
import { PolicyRef, type PolicyRow, policyInForce } from './policy.ts';
import { InvalidPolicy, InvalidPolicyRef, PolicyConflict, PolicyConflictRef } from './policy-change.ts';
import { editOf, type PolicyWish } from './policy-edit.ts';
import { TenantRef } from './tenant.ts';

export const PolicyResultRef = builder.unionType('PolicyResult', {
  description: 'The settings that are in force now, or what has to be mended.',
  types: [PolicyRef, InvalidPolicyRef, PolicyConflictRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidPolicy) return InvalidPolicyRef;
    if (value instanceof PolicyConflict) return PolicyConflictRef;
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : PolicyRef;
  },
});

/** Changes the settings as the viewer wants them; answers the version in force afterwards. */
export const changePolicy = async (
  context: GraphqlContext,
  wish: PolicyWish,
  asked: { expectedVersion: number; remark: string | null },
): Promise<PolicyRow | InvalidPolicy | PolicyConflict> => {
  const changed = await context.db.inTenant(signedIn(context).tenantId, async (tx) =>
    editPolicy(tx, await editOf(tx, context, wish, asked)),
  );
  if (changed.kind === 'invalid') return new InvalidPolicy(changed.problems);
  if (changed.kind === 'conflict') return new PolicyConflict(changed.version);
  forgetLoaded(context);
  TenantRef.getDataloader(context).clearAll();
  return policyInForce(context);
};

const UpdatePolicyInput = builder.inputType('UpdatePolicyInput', {
  description: 'The change, by a patch or as a whole, against the version that was seen.',
  fields: (t) => ({
    expectedVersion: t.int({
      required: true,
      description: 'The version that was in force when the change was made up.',
    }),
    patch: t.field({
      type: 'JSON',
      description: 'A JSON merge patch (RFC 7396): objects are merged, null removes, anything else replaces.',
    }),
    yaml: t.string({ description: 'The settings as a whole, as a tenant file has them.' }),
    remark: t.string({ description: 'Why, in a few words, for the list of versions.' }),
  }),
});

builder.mutationField('updatePolicy', (t) =>
  t.field({
    type: PolicyResultRef,
    description:
      'Makes the next version of the settings. It is in force at once; running journeys take it at their next step. A second call with the same version finds that version gone and changes nothing.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: UpdatePolicyInput, required: true, description: 'The change.' }) },
    resolve: (_root, { input }, context) =>
      mending(async () => {
        const { expectedVersion, patch, yaml } = input;
        const remark = note('remark', input.remark);
        return changePolicy(context, { patch, yaml }, { expectedVersion, remark });
      }),
  }),
);

const RollBackPolicyInput = builder.inputType('RollBackPolicyInput', {
  description: 'Back to which version, against the version that was seen.',
  fields: (t) => ({
    toVersion: t.int({ required: true, description: 'The version whose settings are taken up again.' }),
    expectedVersion: t.int({ required: true, description: 'The version that is in force.' }),
    remark: t.string({ description: 'Why, in a few words, for the list of versions.' }),
  }),
});

builder.mutationField('rollBackPolicy', (t) =>
  t.field({
    type: PolicyResultRef,
    description:
      'Makes a new version with the content of an older one. The staff stay as they are: a roll-back lets nobody in who left, and shuts out nobody who came since.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: RollBackPolicyInput, required: true, description: 'Which version.' }) },
    resolve: (_root, { input }, context) =>
      mending(async () => {
        const { expectedVersion, toVersion } = input;
        return changePolicy(
          context,
          { toVersion },
          { expectedVersion, remark: note('remark', input.remark) },
        );
      }),
  }),
);
