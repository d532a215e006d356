import { longestTag, mostTags, readTag, withTags } from '../../domain/leads/tags.ts';
import { tagLead } from '../database/leads/tag-lead.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { leadId } from './command-fields.ts';
import { leadOf } from './command-inputs.ts';
import { InvalidInput, InvalidInputRef, Mendable, NotFound, NotFoundRef } from './command-result.ts';
import { freshLead, LeadRef, rootOf } from './lead.ts';
import { forgetLoaded } from './loaders.ts';
import { mending } from './mending.ts';

const mostAtOnce = 20;

/** The tags that somebody typed, each as it is kept. */
export const readTags = (field: string, typed: readonly string[] | null | undefined): string[] => {
  const given = typed ?? [];
  if (given.length > mostAtOnce) throw new Mendable(new InvalidInput(field, `at most ${mostAtOnce} tags`));
  return given.map((text) => {
    const tag = readTag(text);
    if (!tag) throw new Mendable(new InvalidInput(field, `tags of 1 to ${longestTag} characters`));
    return tag;
  });
};

const TagInput = builder.inputType('TagInput', {
  description: 'Whose tags change, and how.',
  fields: (t) => ({
    leadId: leadId(t),
    add: t.stringList({ description: 'Tags to put on the lead; 20 at most.' }),
    remove: t.stringList({ description: 'Tags to take off the lead; 20 at most.' }),
  }),
});

const TagResult = builder.unionType('TagResult', {
  description: 'The lead as it is now, or what has to be mended.',
  types: [LeadRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : LeadRef;
  },
});

builder.mutationField('tag', (t) =>
  t.field({
    type: TagResult,
    description:
      'Puts tags on a lead and takes tags off. A tag is one tag whatever its case; the spelling that came first stays. A second call changes nothing.',
    authScopes: { agent: true, 'leads:write': true },
    args: { input: t.arg({ type: TagInput, required: true, description: 'Whose tags, and how.' }) },
    resolve: (_root, { input }, context) =>
      mending(async () => {
        const { tenantId } = signedIn(context);
        const lead = await leadOf(context, input.leadId);
        const change = { add: readTags('add', input.add), remove: readTags('remove', input.remove) };
        const tagged = await context.db.inTenant(tenantId, (tx) =>
          tagLead(tx, {
            leadId: lead.id,
            tagged: (present) => withTags(present, change),
            actor: actorOf(context),
            causedBy: { kind: 'system', id: 'asked' },
          }),
        );
        if (tagged === 'unknown') return new NotFound('Lead');
        if (tagged === 'tooMany') return new InvalidInput('add', `no more than ${mostTags} tags on one lead`);
        forgetLoaded(context);
        LeadRef.getDataloader(context).clearAll();
        return (await freshLead(context, await rootOf(context, lead.id))) ?? new NotFound('Lead');
      }),
  }),
);
