// The door of the workflow bundle: what is exported here is a workflow type, named as it is.
export { bulkCommand } from './bulk-command/bulk-command.ts';
export { calendarSubscription } from './calendar-subscription/calendar-subscription.ts';
export { eraseLead } from './erase-lead/erase-lead.ts';
export { exportLead } from './export-lead/export-lead.ts';
export { importLeads } from './import-leads/import-leads.ts';
export { leadJourney } from './lead-journey/lead-journey.ts';
export { notifyPerson } from './notify-person/notify-person.ts';
export { retention } from './retention/retention.ts';
