import { type ResolveCursorConnectionArgs, resolveCursorConnection } from '@pothos/plugin-relay';
import * as z from 'zod';
import { byRank, type CataloguePlace, inRank } from '../../domain/tenant/known.ts';
import type { CatalogueItem } from '../contracts/tenant.ts';
import { tenantInForce } from '../database/tenants/policy.ts';
import { signedIn } from './access.ts';
import { builder } from './builder.ts';
import { notOurs } from './cursor.ts';
import { maxPage, pageCost } from './limits.ts';

const MinimumRef = builder.objectRef<NonNullable<CatalogueItem['minimum']>>('CatalogueMinimum').implement({
  description: 'An amount of money.',
  fields: (t) => ({
    // a programme may cost more of a small currency than an Int holds
    amountMinor: t.exposeFloat('amountMinor', { description: 'How many of the currency’s smallest unit.' }),
    currency: t.exposeString('currency', { description: 'The currency (ISO 4217).' }),
  }),
});

export const CatalogueItemRef = builder.objectRef<CatalogueItem>('CatalogueItem').implement({
  description: 'A programme or product that the business offers. Talks and replies may say what stands here.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Its short name, one of its kind.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    category: t.exposeString('category', { description: 'What it belongs to.' }),
    country: t.string({
      nullable: true,
      description: 'The country that it is about (ISO 3166).',
      resolve: ({ country }) => country ?? null,
    }),
    description: t.exposeString('description', { description: 'What it is.' }),
    minimum: t.field({
      type: MinimumRef,
      nullable: true,
      description: 'The least that it costs or asks for.',
      resolve: ({ minimum }) => minimum ?? null,
    }),
    processingTime: t.string({
      nullable: true,
      description: 'How long it takes, in words.',
      resolve: ({ processingTime }) => processingTime ?? null,
    }),
    link: t.string({
      nullable: true,
      description: 'Where more is said about it.',
      resolve: ({ link }) => link ?? null,
    }),
    rank: t.exposeInt('rank', { description: 'Where it stands: 1 comes first.' }),
  }),
});

const pageSize = 20;

const placeIn = z.object({ rank: z.int(), name: z.string(), key: z.string() });

const toCursor = ({ rank, name, key }: CataloguePlace): string =>
  Buffer.from(JSON.stringify({ rank, name, key })).toString('base64url');

/** The place of a cursor that we gave out, whether or not its item is still there. */
const placeOf = (cursor: string): CataloguePlace => {
  try {
    return placeIn.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw notOurs();
  }
};

/** A slice of what is all there: settings are read as a whole. */
const slicedByRank = (
  items: readonly CatalogueItem[],
  { after, before, limit, inverted }: ResolveCursorConnectionArgs,
): CatalogueItem[] => {
  const [start, end] = [after ? placeOf(after) : null, before ? placeOf(before) : null];
  const within = items.filter(
    (item) => (!start || byRank(item, start) > 0) && (!end || byRank(item, end) < 0),
  );
  return (inverted ? within.toReversed() : within).slice(0, limit);
};

builder.queryField('catalogueItems', (t) =>
  t.connection(
    {
      type: CatalogueItemRef,
      description: `What the business offers, by rank; ${pageSize} unless asked for more.`,
      authScopes: { viewer: true, 'settings:read': true },
      complexity: pageCost(pageSize),
      args: {
        category: t.arg.string({ description: 'Of this category.' }),
        country: t.arg.string({ description: 'About this country (ISO 3166).' }),
      },
      resolve: async (_root, { category, country, ...args }, context) => {
        const { tenantId } = signedIn(context);
        const { settings } = await context.db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
        const items = inRank(settings.catalogue ?? []).filter(
          (item) => (!category || item.category === category) && (!country || item.country === country),
        );
        return resolveCursorConnection(
          { args, defaultSize: pageSize, maxSize: maxPage, toCursor },
          async (slice: ResolveCursorConnectionArgs) => slicedByRank(items, slice),
        );
      },
    },
    { name: 'CatalogueItemConnection' },
    { name: 'CatalogueItemEdge' },
  ),
);
