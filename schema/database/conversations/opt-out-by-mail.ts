import type { Tx } from '../database.ts';
import type { LeadRow } from '../leads/entities.ts';
import { addFact } from '../leads/facts.ts';
import { recordOptOut, suppress } from '../leads/opt-out.ts';
import { addressesOf, stopMarketing } from '../leads/unsubscribe.ts';
import { noteStaff } from '../notes/note-staff.ts';
import type { Place } from './place-message.ts';

/**
 * Blocks who asks for no more contact by e-mail, at the address they wrote from as well. Where it answers an e-mail to
 * another lead, that one may be the same person: nothing that nobody asked for goes there either, and staff are told.
 * Answers who else is to hear of it. The leads are locked.
 */
export const optOutByMail = async (
  tx: Tx,
  { tenantId, from, linkSecret }: { tenantId: string; from: string; linkSecret: string },
  about: { lead: LeadRow; absorbed: LeadRow[]; place: Place; id: string; inboundId: string },
): Promise<string[]> => {
  const { lead, absorbed, place, id, inboundId } = about;
  const causedBy = { kind: 'fact', id: inboundId } as const;
  await recordOptOut(tx, lead, { causedBy, actor: 'lead', linkSecret });
  const whom = { tenantId, kind: 'email', reason: 'optedOut', leadId: lead.id } as const;
  await suppress(tx, { ...whom, value: from, causedBy, linkSecret });
  for (const one of absorbed) await addFact(tx, one, { kind: 'optedOut', ref: id, causedBy });
  const other = place.byThread;
  if (!other || other === lead.id) return [];
  await stopMarketing(tx, { leadId: other, addresses: await addressesOf(tx, other), inboundId, linkSecret });
  const note = { kind: 'optOutByAnother', about: { kind: 'message', id } } as const;
  await noteStaff(tx, { tenantId, leadId: other, ...note, causedBy });
  return [other];
};
