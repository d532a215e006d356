import { askErasure } from '../database/erasure/ask-erasure.ts';
import { actorLine } from '../database/leads/timeline.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { leadId } from './command-fields.ts';
import { leadById } from './command-inputs.ts';
import { InvalidInput, InvalidInputRef, NotFound, NotFoundRef } from './command-result.ts';
import { ErasureRef, erasureRows } from './erasure.ts';
import { forgetLoaded, rowsById } from './loaders.ts';
import { mending } from './mending.ts';

const EraseLeadInput = builder.inputType('EraseLeadInput', {
  description: 'Who is forgotten.',
  fields: (t) => ({
    leadId: leadId(t),
    confirmName: t.string({
      required: true,
      description: 'The name of the lead as it stands, typed once more; empty for one without a name.',
    }),
  }),
});

const EraseLeadResult = builder.unionType('EraseLeadResult', {
  description: 'The erasure, which goes on by itself, or what has to be mended.',
  types: [ErasureRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : ErasureRef;
  },
});

const sameName = (typed: string, name: string | null | undefined): boolean =>
  typed.trim().toLowerCase() === (name ?? '').trim().toLowerCase();

builder.mutationField('eraseLead', (t) =>
  t.field({
    type: EraseLeadResult,
    description:
      'Forgets a person for good, with every lead that was merged into this one: rows, recordings, what vendors delete when asked, and the histories of their journeys. Running calls are hung up. Who had opted out stays barred. A second call answers the same erasure.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: EraseLeadInput, required: true, description: 'Who, and their name.' }) },
    resolve: (_root, { input }, context) =>
      mending(async () => {
        const { tenantId } = signedIn(context);
        const actor = actorOf(context);
        const lead = await leadById(context, input.leadId);
        // its name is gone already: it is the same erasure that is asked for
        if (!lead.erasedAt && !sameName(input.confirmName, lead.name))
          return new InvalidInput('confirmName', 'the name of the lead, as it stands');
        const { linkSecret } = context;
        const asked = { tenantId, leadId: lead.id, askedBy: actorLine(actor), actor, linkSecret };
        const erasureId = await context.db.inTenant(tenantId, (tx) => askErasure(tx, asked));
        if (!erasureId) return new NotFound('Lead');
        forgetLoaded(context);
        const [erasure] = await rowsById(context, erasureRows, [erasureId]);
        return erasure ?? new NotFound('Lead');
      }),
  }),
);
