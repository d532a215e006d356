/** The id of a lead's workflow: one per lead for as long as the lead is alive. Holds no personal data. */
export const leadJourneyId = (tenantId: string, leadId: string): string => `lead/${tenantId}/${leadId}`;

/** The inverse of `leadJourneyId`; null for the id of any other workflow. */
export const parseLeadJourneyId = (workflowId: string): LeadRef | null => {
  const [kind, tenantId, leadId] = workflowId.split('/');
  return kind === 'lead' && tenantId && leadId ? { tenantId, leadId } : null;
};

/** Which lead of which tenant. */
export interface LeadRef {
  tenantId: string;
  leadId: string;
}

/** What made something happen: a row of ours, never a position in code. */
export interface Cause {
  kind:
    | 'fact'
    | 'command'
    | 'call'
    | 'appointment'
    | 'message'
    | 'timer'
    | 'outbound'
    | 'merge'
    | 'bulk'
    | 'system';
  id: string;
}
