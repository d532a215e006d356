import { AccountLink, AccountMail, Invitation, Registration } from './accounts/entities.ts';
import { Appointment, AppointmentReminder, AppointmentVersion } from './appointments/entities.ts';
import { AuditEntry } from './audit/entities.ts';
import { BulkCommand, BulkItem } from './bulk/entities.ts';
import { CalendarNotice, CalendarWatch } from './calendars/entities.ts';
import { CallAttempt, CallEvent, CallTurn, HandOver, Recording, Voicemail } from './calls/entities.ts';
import { Draft, Message, ModelCall } from './conversations/entities.ts';
import { Email, EmailEvent, EmailTracking } from './emails/entities.ts';
import { Erasure } from './erasure/entities.ts';
import { LeadExport, LeadExportPiece } from './exports/entities.ts';
import { LeadImport, LeadImportRow } from './imports/entities.ts';
import {
  Command,
  Decision,
  DoNotCall,
  Lead,
  LeadConsent,
  LeadFact,
  LeadIdentity,
  Suppression,
  TimelineEvent,
} from './leads/entities.ts';
import { AssignmentTurn, LeadMerge, MergeProposal } from './leads/merge-entities.ts';
import { LeadNote } from './leads/note-entities.ts';
import { InboundEvent, Outbound } from './ledger/entities.ts';
import { Change, ChangeLog } from './live/entities.ts';
import { StaffNote } from './notes/entities.ts';
import { SuperAdmin } from './platform/entities.ts';
import { RetentionRun } from './retention/entities.ts';
import {
  PacedAccount,
  PacedCall,
  RateLimit,
  RoutingAccount,
  RoutingLogin,
  RoutingMailbox,
  RoutingPending,
  RoutingTenant,
  RoutingToken,
} from './routing/entities.ts';
import { ApiKey } from './tenants/api-key-entities.ts';
import { StaffSession, StaffUser, Tenant, TenantPolicy } from './tenants/entities.ts';

/** Every table of ours. */
export const entities = [
  Tenant,
  TenantPolicy,
  StaffUser,
  StaffSession,
  ApiKey,
  Lead,
  LeadIdentity,
  LeadConsent,
  TimelineEvent,
  LeadFact,
  Command,
  Decision,
  Suppression,
  LeadMerge,
  MergeProposal,
  AssignmentTurn,
  LeadNote,
  LeadImport,
  LeadImportRow,
  BulkCommand,
  BulkItem,
  DoNotCall,
  Message,
  Draft,
  ModelCall,
  CallAttempt,
  CallEvent,
  CallTurn,
  Recording,
  HandOver,
  Voicemail,
  Email,
  EmailEvent,
  EmailTracking,
  Appointment,
  AppointmentReminder,
  AppointmentVersion,
  CalendarWatch,
  CalendarNotice,
  InboundEvent,
  Outbound,
  StaffNote,
  Erasure,
  RetentionRun,
  LeadExport,
  LeadExportPiece,
  AccountMail,
  AccountLink,
  Invitation,
  Registration,
  AuditEntry,
  SuperAdmin,
  RoutingTenant,
  RoutingAccount,
  RoutingLogin,
  RoutingMailbox,
  RoutingToken,
  RoutingPending,
  PacedAccount,
  PacedCall,
  RateLimit,
  Change,
  ChangeLog,
];
