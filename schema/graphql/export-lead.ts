import { askExport } from '../database/exports/ask-export.ts';
import { uuidFromName } from '../database/uuid-from-name.ts';
import { uuidV7 } from '../database/uuid-v7.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { leadId } from './command-fields.ts';
import { leadOf } from './command-inputs.ts';
import { InvalidInput, InvalidInputRef, NotFound, NotFoundRef } from './command-result.ts';
import { LeadExportRef, leadExportRows } from './lead-export.ts';
import { forgetLoaded, rowsById } from './loaders.ts';
import { mending } from './mending.ts';

const ExportLeadInput = builder.inputType('ExportLeadInput', {
  description: 'Whose data is written.',
  fields: (t) => ({
    leadId: leadId(t),
    requestKey: t.string({
      description:
        'Makes a repeated request the same export. Without it, one that is being written is answered.',
    }),
  }),
});

const ExportLeadResult = builder.unionType('ExportLeadResult', {
  description: 'The export, which goes on by itself, or what has to be mended.',
  types: [LeadExportRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : LeadExportRef;
  },
});

builder.mutationField('exportLead', (t) =>
  t.field({
    type: ExportLeadResult,
    description:
      'Writes everything that is kept of a person into files for them, with every lead that was merged into this one and the sound of recordings. Nothing of other people, staff among them, is in it.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: ExportLeadInput, required: true, description: 'Of whom.' }) },
    resolve: (_root, { input }, context) =>
      mending(async () => {
        const { tenantId } = signedIn(context);
        const lead = await leadOf(context, input.leadId);
        const id = input.requestKey ? uuidFromName(tenantId, lead.id, 'export', input.requestKey) : uuidV7();
        const asked = { tenantId, id, leadId: lead.id, actor: actorOf(context) };
        const exportId = await context.db.inTenant(tenantId, (tx) => askExport(tx, asked));
        if (!exportId) return new InvalidInput('leadId', 'somebody who was not erased');
        forgetLoaded(context);
        const [written] = await rowsById(context, leadExportRows, [exportId]);
        return written ?? new NotFound('LeadExport');
      }),
  }),
);
