import * as is from '../column-classes.ts';
import { Email, EmailEvent, EmailTracking } from './entities.ts';

const { blanked, classed, code, flag, id, instant, nulled, tenantColumnClasses } = is;

export const emailClasses = [
  classed(Email, {
    ...tenantColumnClasses,
    leadId: id,
    outboundId: id,
    template: code,
    recipientKind: code,
    recipient: blanked,
    subject: blanked,
    text: blanked,
    html: blanked,
    vendorId: id,
    // made by us or by the vendor, never by the lead's mail program
    internetMessageId: id,
    state: code,
    language: code,
    causedBy: id,
  }),
  classed(EmailEvent, {
    ...tenantColumnClasses,
    emailId: id,
    kind: code,
    // a link may be one that was signed for the lead
    details: nulled,
    byMachine: flag,
    causedBy: id,
    at: instant,
  }),
  is.rowsDeleted(EmailTracking, 'links, some of them signed for the lead'),
];
