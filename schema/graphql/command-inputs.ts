import { signedIn } from './access.ts';
import { appointmentRows } from './appointment.ts';
import { InvalidInput, Mendable, NotFound } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { draftRows } from './draft.ts';
import { idOf } from './ids.ts';
import { freshLead, type LeadRow } from './lead.ts';
import { rowsById } from './loaders.ts';
import { proposalRows } from './merge-proposal.ts';
import { type RowOf, read } from './rows.ts';

const longestNote = 500;
const longestText = 10_000;

/** The lead with a global id, also one that is forgotten. */
export const leadById = async (context: GraphqlContext, globalId: string): Promise<LeadRow> => {
  const id = idOf('Lead', globalId);
  if (!id) throw new Mendable(new InvalidInput('leadId', 'the global id of a lead'));
  const lead = await freshLead(context, id);
  if (!lead) throw new Mendable(new NotFound('Lead'));
  return lead;
};

/** The lead that a command is about. Nothing is asked, and nothing written down, of somebody who is forgotten. */
export const leadOf = async (context: GraphqlContext, globalId: string): Promise<LeadRow> => {
  const lead = await leadById(context, globalId);
  if (lead.erasedAt) throw new Mendable(new NotFound('Lead'));
  return lead;
};

/** The appointment that a command is about, and its lead. */
export const appointmentOf = async (
  context: GraphqlContext,
  globalId: string,
): Promise<{ appointment: RowOf<typeof appointmentRows>; lead: LeadRow }> => {
  const id = idOf('Appointment', globalId);
  if (!id) throw new Mendable(new InvalidInput('appointmentId', 'the global id of an appointment'));
  const [appointment] = await rowsById(context, appointmentRows, [id]);
  const lead = appointment && (await freshLead(context, appointment.leadId));
  if (!lead || lead.erasedAt) throw new Mendable(new NotFound('Appointment'));
  return { appointment, lead };
};

/** The reply that a command is about, and its lead. */
export const draftOf = async (
  context: GraphqlContext,
  globalId: string,
): Promise<{ draft: RowOf<typeof draftRows>; lead: LeadRow }> => {
  const id = idOf('Draft', globalId);
  if (!id) throw new Mendable(new InvalidInput('draftId', 'the global id of a draft'));
  const [draft] = await rowsById(context, draftRows, [id]);
  const lead = draft && (await freshLead(context, draft.leadId));
  if (!lead || lead.erasedAt) throw new Mendable(new NotFound('Draft'));
  return { draft, lead };
};

/** The proposal that is decided, and one of its two leads. */
export const proposalOf = async (
  context: GraphqlContext,
  globalId: string,
): Promise<{ proposal: RowOf<typeof proposalRows>; lead: LeadRow }> => {
  const id = idOf('MergeProposal', globalId);
  if (!id) throw new Mendable(new InvalidInput('proposalId', 'the global id of a proposed merge'));
  const [proposal] = await rowsById(context, proposalRows, [id]);
  const lead = proposal && (await freshLead(context, proposal.leadId));
  if (!lead || lead.erasedAt) throw new Mendable(new NotFound('MergeProposal'));
  return { proposal, lead };
};

/** Who of staff is to be booked: somebody who has a calendar. */
export const bookableStaff = async (
  context: GraphqlContext,
  staffKey: string | null | undefined,
): Promise<string | null> => {
  if (!staffKey) return null;
  const found = await read(context, (tables) =>
    tables
      .selectFrom('staff_user')
      .select('id')
      .where('staffKey', '=', staffKey)
      .where('calendar', 'is not', null)
      .where('disabledAt', 'is', null)
      .executeTakeFirst(),
  );
  if (!found)
    throw new Mendable(new InvalidInput('staffKey', 'the key of a member of staff who has a calendar'));
  return staffKey;
};

/** Whose calendars are free for a meeting then; null when they cannot be asked: then our own rows decide alone. */
export const whoseCalendarIsFree = async (
  context: GraphqlContext,
  at: { startAt: string; except?: { id: string; startsAt: Date; endsAt: Date } },
): Promise<string[] | null> => (await context.freeThen?.(signedIn(context).tenantId, at)) ?? null;

/** An instant that has not passed. */
export const future = (field: string, at: Date): string => {
  if (at.getTime() <= Date.now()) throw new Mendable(new InvalidInput(field, 'an instant in the future'));
  return at.toISOString();
};

/** A text that is sent as it is. */
export const words = (field: string, text: string | null | undefined): string => {
  const given = text?.trim() ?? '';
  if (given === '' || given.length > longestText)
    throw new Mendable(new InvalidInput(field, `a text of at most ${longestText} characters`));
  return given;
};

/** A few words of staff, or null. */
export const note = (field: string, text: string | null | undefined): string | null => {
  const words = text?.trim();
  if (!words) return null;
  if (words.length > longestNote)
    throw new Mendable(new InvalidInput(field, `at most ${longestNote} characters`));
  return words;
};
