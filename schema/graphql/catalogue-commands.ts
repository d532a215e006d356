import { assignmentRule } from '../../domain/leads/assign.ts';
import { draftSettings } from '../../domain/tenant/draft-settings.ts';
import type { CatalogueItem, TenantSettings } from '../contracts/tenant.ts';
import { editPolicy } from '../database/tenants/edit-policy.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { CatalogueItemRef } from './catalogue.ts';
import { NotFound, NotFoundRef } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { InvalidPolicy, InvalidPolicyRef } from './policy-change.ts';

const itemIn = ({ catalogue = [] }: TenantSettings, key: string): CatalogueItem | undefined =>
  catalogue.find((item) => item.key === key);

type Edit = (catalogue: CatalogueItem[]) => CatalogueItem[];

/** The settings with another catalogue; those without one stay without, unless something is put there. */
const edited = (source: TenantSettings, edit: Edit): TenantSettings => {
  const catalogue = edit(source.catalogue ?? []);
  return catalogue.length > 0 || source.catalogue ? { ...source, catalogue } : source;
};

/** Changes one item, as the next version of the settings: whoever changes another at the same time loses nothing. */
const changeItem = async (
  context: GraphqlContext,
  key: string,
  action: 'catalogueItemSaved' | 'catalogueItemRemoved',
  edit: Edit,
): Promise<InvalidPolicy | null> => {
  const { tenantId } = signedIn(context);
  const changed = await context.db.inTenant(tenantId, (tx) =>
    editPolicy(tx, {
      tenantId,
      action,
      expectedVersion: null,
      actor: actorOf(context),
      change: (source) => draftSettings(edited(source, edit)),
      assign: assignmentRule,
      diff: (was, is) => [{ path: `/catalogue/${key}`, before: itemIn(was, key), after: itemIn(is, key) }],
    }),
  );
  return changed.kind === 'invalid' ? new InvalidPolicy(changed.problems) : null;
};

const MinimumInput = builder.inputType('CatalogueMinimumInput', {
  description: 'An amount of money.',
  fields: (t) => ({
    amountMinor: t.float({
      required: true,
      description: 'How many of the currency’s smallest unit: 28000000 for 280,000 dollars.',
    }),
    currency: t.string({ required: true, description: 'The currency (ISO 4217).' }),
  }),
});

const SaveCatalogueItemInput = builder.inputType('SaveCatalogueItemInput', {
  description: 'An item as it is to be: what is left out, it has not.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Its short name; one that is there already is replaced.' }),
    name: t.string({ required: true, description: 'Its name.' }),
    category: t.string({ required: true, description: 'What it belongs to.' }),
    country: t.string({ description: 'The country that it is about (ISO 3166).' }),
    description: t.string({ required: true, description: 'What it is.' }),
    minimum: t.field({ type: MinimumInput, description: 'The least that it costs or asks for.' }),
    processingTime: t.string({ description: 'How long it takes, in words.' }),
    link: t.string({ description: 'Where more is said about it: an address that begins with https://.' }),
    rank: t.int({ required: true, description: 'Where it stands: 1 comes first.' }),
  }),
});

const SaveResultRef = builder.unionType('SaveCatalogueItemResult', {
  description: 'The item as it is now, or what has to be mended.',
  types: [CatalogueItemRef, InvalidPolicyRef],
  resolveType: (value) => (value instanceof InvalidPolicy ? InvalidPolicyRef : CatalogueItemRef),
});

const given = ({ minimum, ...input }: typeof SaveCatalogueItemInput.$inferInput): CatalogueItem =>
  Object.fromEntries(
    Object.entries({ ...input, minimum: minimum && { ...minimum } }).filter(([, value]) => value != null),
  ) as unknown as CatalogueItem;

builder.mutationField('saveCatalogueItem', (t) =>
  t.field({
    type: SaveResultRef,
    description:
      'Adds an item to the catalogue, or puts it in place of the one with its key. It is the next version of the settings. A second call changes nothing.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: SaveCatalogueItemInput, required: true, description: 'The item.' }) },
    resolve: async (_root, { input }, context) => {
      const item = given(input);
      const { key } = item;
      const put: Edit = (catalogue) =>
        catalogue.some((one) => one.key === key)
          ? catalogue.map((one) => (one.key === key ? item : one))
          : [...catalogue, item];
      return (await changeItem(context, key, 'catalogueItemSaved', put)) ?? item;
    },
  }),
);

const RemoveCatalogueItemInput = builder.inputType('RemoveCatalogueItemInput', {
  description: 'Which item is not offered any more.',
  fields: (t) => ({ key: t.string({ required: true, description: 'Its short name.' }) }),
});

const RemoveResultRef = builder.unionType('RemoveCatalogueItemResult', {
  description: 'The item as it was, or what has to be mended.',
  types: [CatalogueItemRef, InvalidPolicyRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof NotFound) return NotFoundRef;
    return value instanceof InvalidPolicy ? InvalidPolicyRef : CatalogueItemRef;
  },
});

builder.mutationField('removeCatalogueItem', (t) =>
  t.field({
    type: RemoveResultRef,
    description:
      'Takes an item out of the catalogue, by the next version of the settings; earlier versions have it still.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: RemoveCatalogueItemInput, required: true, description: 'Which item.' }) },
    resolve: async (_root, { input: { key } }, context) => {
      let removed: CatalogueItem | undefined;
      const without: Edit = (catalogue) => {
        removed = catalogue.find((item) => item.key === key);
        return catalogue.filter((item) => item.key !== key);
      };
      const invalid = await changeItem(context, key, 'catalogueItemRemoved', without);
      return invalid ?? removed ?? new NotFound('CatalogueItem');
    },
  }),
);
