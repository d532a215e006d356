import { diffSettings, type SettingsChange } from '../../domain/tenant/diff-settings.ts';
import { settingsEffects } from '../../domain/tenant/settings-effects.ts';
import { editPolicy, tryOut } from '../database/tenants/edit-policy.ts';
import { readUnderway } from '../database/tenants/underway.ts';
import { signedIn } from './access.ts';
import { builder } from './builder.ts';
import { InvalidInput, InvalidInputRef, NotFound, NotFoundRef } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { mending } from './mending.ts';
import { InvalidPolicy, InvalidPolicyRef, PolicyChangeRef } from './policy-change.ts';
import { editOf, type PolicyWish } from './policy-edit.ts';

interface Preview {
  version: number;
  changes: SettingsChange[];
  effects: string[];
}

const PreviewRef = builder.objectRef<Preview>('PolicyPreview').implement({
  description: 'What a change of the settings would do. Nothing was changed.',
  fields: (t) => ({
    version: t.exposeInt('version', {
      description: 'The version that is in force: `expectedVersion` of the change itself.',
    }),
    changes: t.field({
      type: [PolicyChangeRef],
      description: 'Every place that would change; none when all is so already.',
      resolve: ({ changes }) => changes,
    }),
    effects: t.exposeStringList('effects', {
      description: 'In sentences, what it does to staff, to running journeys and to what is booked or waits.',
    }),
  }),
});

const PreviewPolicyInput = builder.inputType('PreviewPolicyInput', {
  description: 'One way to change the settings.',
  fields: (t) => ({
    patch: t.field({
      type: 'JSON',
      description: 'A JSON merge patch (RFC 7396): objects are merged, null removes, anything else replaces.',
    }),
    yaml: t.string({ description: 'The settings as a whole, as a tenant file has them.' }),
    toVersion: t.int({ description: 'Back to this version.' }),
  }),
});

const ResultRef = builder.unionType('PolicyPreviewResult', {
  description: 'What would change, or what has to be mended.',
  types: [PreviewRef, InvalidPolicyRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidPolicy) return InvalidPolicyRef;
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : PreviewRef;
  },
});

/** Makes the change and takes it back: what the database itself would refuse is told as well. */
const preview = (context: GraphqlContext, wish: PolicyWish): Promise<Preview | InvalidPolicy> =>
  tryOut(context.db, signedIn(context).tenantId, async (tx) => {
    const edit = await editOf(tx, context, wish, { expectedVersion: null });
    const now = await readUnderway(tx);
    const changed = await editPolicy(tx, edit);
    if (changed.kind === 'invalid') return new InvalidPolicy(changed.problems);
    if (changed.kind !== 'changed') return { version: changed.version, changes: [], effects: [] };
    const { before, after, version } = changed;
    const kept =
      edit.rolledBackTo === undefined
        ? []
        : [
            'The staff stay as they are: a roll-back lets nobody in who left, and shuts out nobody who came since.',
          ];
    const effects = [...settingsEffects(before, after, now), ...kept];
    return { version: version - 1, changes: diffSettings(before, after), effects };
  });

builder.queryField('previewPolicy', (t) =>
  t.field({
    type: ResultRef,
    description: 'What a change of the settings would do, without doing it.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: PreviewPolicyInput, required: true, description: 'The change.' }) },
    resolve: (_root, { input }, context) => mending(() => preview(context, input)),
  }),
);
