import { tellCode, tellHappening } from '../../domain/leads/why-words.ts';
import type { Link } from '../database/causes/read-chain.ts';

export const whyKinds = [
  ...['timelineEvent', 'email', 'action', 'message', 'draft', 'call', 'appointment', 'appointmentVersion'],
  ...['command', 'decision', 'staffNote', 'consent', 'suppression', 'mergeProposal', 'merge', 'inboundEvent'],
  ...['bulkCommand', 'leadImport', 'lead', 'leadNote', 'doNotCall', 'calendarWatch', 'timer', 'system'],
] as const;
export type WhyKind = (typeof whyKinds)[number];

export const whyOrigins = [
  'form',
  'import',
  'message',
  'call',
  'lead',
  'staff',
  'calendar',
  'vendor',
  'system',
  'unknown',
] as const;
export type WhyOrigin = (typeof whyOrigins)[number];

/** One step of the answer to "why?". */
export interface WhyStep {
  kind: WhyKind;
  /** the row; null for what is none: a timer, or what the system does by itself */
  id: string | null;
  at: Date | null;
  leadId: string | null;
  sentence: string;
  decisionIds: string[];
}

/** The answer to "why?": from the thing that was asked about back to where it began. */
export interface Why {
  steps: WhyStep[];
  origin: WhyOrigin;
}

const aside = (kind: 'timer' | 'system', sentence: string, at: Date | null = null): WhyStep => ({
  kind,
  id: null,
  at,
  leadId: null,
  sentence,
  decisionIds: [],
});

/** Makes people's steps of the links of a chain; `decisions` says which belong to which. */
export const whyOf = (links: readonly Link[], decisions: ReadonlyMap<string, string[]>): Why => {
  const steps = links.flatMap((link): WhyStep[] => {
    const { kind, id, at, leadId, cause, next, words } = link;
    const own = { kind, id, at, leadId, sentence: tellHappening(kind, words) };
    const step = { ...own, decisionIds: decisions.get(id) ?? [] };
    // an earlier attempt or a draft stands between a thing and the timer that its row names
    if (cause?.kind === 'timer' && next === cause.id)
      return [step, aside('timer', tellHappening('timer', {}), at)];
    if (isByItself(link)) return [step, aside('system', tellCode(cause?.id ?? ''))];
    return [step];
  });
  return { steps, origin: originOf(links) };
};

const isOfStaff = ({ words }: Link): boolean => /^(staff|key|superAdmin):/.test(String(words.actor));
const isByItself = (link: Link): boolean =>
  link.cause?.kind === 'system' && link.next === null && !isOfStaff(link);

const originOf = (links: readonly Link[]): WhyOrigin => {
  const last = links.at(-1);
  // it names a row that is not there any more
  if (!last || last.next !== null) return 'unknown';
  if (last.kind === 'leadImport') return 'import';
  if (isOfStaff(last)) return 'staff';
  if (isByItself(last)) return 'system';
  switch (last.kind) {
    case 'call':
      return 'call';
    case 'command':
      return last.words.actor === 'lead' ? 'lead' : 'system';
    case 'inboundEvent':
      return originOfEvent(String(last.words.kind));
    case 'calendarWatch':
      return 'system';
    default:
      return 'unknown';
  }
};

const originOfEvent = (kind: string): WhyOrigin => {
  if (kind === 'form') return 'form';
  if (kind === 'unsubscribe') return 'lead';
  if (kind === 'email.received') return 'message';
  return kind.startsWith('calendar.') ? 'calendar' : 'vendor';
};
