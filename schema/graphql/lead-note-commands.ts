import { addNote, editNote, type NoteChange, removeNote } from '../database/leads/lead-notes.ts';
import { actorLine } from '../database/leads/timeline.ts';
import { uuidFromName } from '../database/uuid-from-name.ts';
import { uuidV7 } from '../database/uuid-v7.ts';
import { actorOf, isAdmin, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { leadId, requestKey } from './command-fields.ts';
import { leadOf, words } from './command-inputs.ts';
import { InvalidInput, InvalidInputRef, Mendable, NotFound, NotFoundRef } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { idOf } from './ids.ts';
import { LeadNoteRef, type LeadNoteRow, leadNoteRows } from './lead-note.ts';
import { forgetLoaded, rowsById } from './loaders.ts';
import { mending } from './mending.ts';

const LeadNoteResult = builder.unionType('LeadNoteResult', {
  description: 'The note as it is now, or what has to be mended.',
  types: [LeadNoteRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : LeadNoteRef;
  },
});

const noteById = async (context: GraphqlContext, id: string): Promise<LeadNoteRow | NotFound> => {
  forgetLoaded(context);
  const [row] = await rowsById(context, leadNoteRows, [id]);
  return row ?? new NotFound('LeadNote');
};

/** The note that somebody may change: everybody their own, admins everybody's. */
const ownNote = async (context: GraphqlContext, globalId: string): Promise<NoteChange> => {
  const { tenantId } = signedIn(context);
  const actor = actorOf(context);
  const id = idOf('LeadNote', globalId);
  if (!id) throw new Mendable(new InvalidInput('noteId', 'the global id of a note'));
  const [note] = await rowsById(context, leadNoteRows, [id]);
  if (!note) throw new Mendable(new NotFound('LeadNote'));
  if (!isAdmin(context) && note.writtenBy !== actorLine(actor))
    throw new Mendable(
      new InvalidInput('noteId', 'a note of your own: those of others are changed by admins'),
    );
  return { tenantId, id, actor };
};

const AddNoteInput = builder.inputType('AddNoteInput', {
  description: 'Whom the note is about, and what it says.',
  fields: (t) => ({
    leadId: leadId(t),
    text: t.string({ required: true, description: 'The words, at most 10,000 characters.' }),
    requestKey: requestKey(t),
  }),
});

builder.mutationField('addNote', (t) =>
  t.field({
    type: LeadNoteResult,
    description: 'Writes down a note about a lead, which only staff see. Its journey does not change.',
    authScopes: { agent: true, 'leads:write': true },
    args: { input: t.arg({ type: AddNoteInput, required: true, description: 'About whom, and what.' }) },
    resolve: (_root, { input }, context) =>
      mending(async () => {
        const { tenantId } = signedIn(context);
        const lead = await leadOf(context, input.leadId);
        const text = words('text', input.text);
        const id = input.requestKey ? uuidFromName(tenantId, lead.id, 'note', input.requestKey) : uuidV7();
        const actor = actorOf(context);
        const note = { tenantId, id, actor, leadId: lead.id, text };
        const added = await context.db.inTenant(tenantId, (tx) => addNote(tx, note));
        return added === 'unknown' ? new NotFound('Lead') : noteById(context, id);
      }),
  }),
);

const EditNoteInput = builder.inputType('EditNoteInput', {
  description: 'Which note, and what it says from now on.',
  fields: (t) => ({
    noteId: t.id({ required: true, description: 'The global id of the note.' }),
    text: t.string({ required: true, description: 'The new words, at most 10,000 characters.' }),
  }),
});

builder.mutationField('editNote', (t) =>
  t.field({
    type: LeadNoteResult,
    description:
      'Puts other words in place of a note’s: of one’s own, an admin of anybody’s. What it said before is kept in the audit log.',
    authScopes: { agent: true, 'leads:write': true },
    args: { input: t.arg({ type: EditNoteInput, required: true, description: 'Which, and the words.' }) },
    resolve: (_root, { input }, context) =>
      mending(async () => {
        const note = await ownNote(context, input.noteId);
        const change = { ...note, text: words('text', input.text) };
        const edited = await context.db.inTenant(note.tenantId, (tx) => editNote(tx, change));
        return edited === 'unknown' ? new NotFound('LeadNote') : noteById(context, note.id);
      }),
  }),
);

const RemoveNoteInput = builder.inputType('RemoveNoteInput', {
  description: 'Which note is removed.',
  fields: (t) => ({ noteId: t.id({ required: true, description: 'The global id of the note.' }) }),
});

builder.mutationField('removeNote', (t) =>
  t.field({
    type: LeadNoteResult,
    description: 'Takes a note away: one’s own, an admin anybody’s. A second call changes nothing.',
    authScopes: { agent: true, 'leads:write': true },
    args: { input: t.arg({ type: RemoveNoteInput, required: true, description: 'Which note.' }) },
    resolve: (_root, { input }, context) =>
      mending(async () => {
        const note = await ownNote(context, input.noteId);
        const removed = await context.db.inTenant(note.tenantId, (tx) => removeNote(tx, note));
        return removed === 'unknown' ? new NotFound('LeadNote') : noteById(context, note.id);
      }),
  }),
);
