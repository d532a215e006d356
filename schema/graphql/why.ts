import { encodeGlobalID } from '@pothos/plugin-relay';
import { type HappeningKind, happenings } from '../database/causes/happenings.ts';
import { readChain } from '../database/causes/read-chain.ts';
import { isAdmin, signedIn } from './access.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { DecisionRef } from './decision.ts';
import { idOf } from './ids.ts';
import { LeadRef } from './lead.ts';
import { decisionsOnTheWay } from './why-decisions.ts';
import { type Why, type WhyStep, whyKinds, whyOf, whyOrigins } from './why-story.ts';
import { wordsEnum } from './words.ts';

/** The types of global ids whose things can be asked about. */
export const whyTypes: Partial<Record<HappeningKind, string>> = {
  timelineEvent: 'TimelineEvent',
  email: 'Email',
  action: 'OutboundAction',
  message: 'Message',
  draft: 'Draft',
  call: 'Call',
  appointment: 'Appointment',
  appointmentVersion: 'AppointmentVersion',
  command: 'Command',
  decision: 'Decision',
  staffNote: 'StaffNote',
  consent: 'Consent',
  suppression: 'Suppression',
  mergeProposal: 'MergeProposal',
  lead: 'Lead',
  leadNote: 'LeadNote',
  doNotCall: 'DoNotCallEntry',
  bulkCommand: 'BulkCommand',
  leadImport: 'LeadImport',
};

/** What only admins may open: others are told of it, by whom and when. */
const ofAdmins: readonly string[] = ['leadImport'];

const isHappening = (kind: string): kind is HappeningKind => kind in happenings;

const WhyKindEnum = wordsEnum(
  'WhyKind',
  'What a step is. `INBOUND_EVENT` came from outside, `TIMER` is an instant that was waited for, `SYSTEM` went on by itself.',
  whyKinds,
);
const WhyOriginEnum = wordsEnum(
  'WhyOrigin',
  'Where a story began. `IMPORT`: with a file of leads; `LEAD`: with a button of theirs; `UNKNOWN`: with something that is not kept any more.',
  whyOrigins,
);

const WhyStepRef = builder.objectRef<WhyStep>('WhyStep').implement({
  description: 'One step of the answer to “why?”: something that happened.',
  fields: (t) => ({
    kind: t.expose('kind', { type: WhyKindEnum, description: 'What it is.' }),
    sentence: t.exposeString('sentence', { description: 'What happened, in one sentence.' }),
    at: t.expose('at', {
      type: 'DateTime',
      nullable: true,
      description: 'When it happened; null of what has no instant of its own.',
    }),
    node: t.node({
      description: 'The thing itself; null where it has no global id, or is not for you to open.',
      id: ({ kind, id }, _args, context) => {
        if (ofAdmins.includes(kind) && !isAdmin(context)) return null;
        const typename = isHappening(kind) ? whyTypes[kind] : undefined;
        return typename && id ? encodeGlobalID(typename, id) : null;
      },
    }),
    decisions: t.field({
      type: [DecisionRef],
      description: 'What was decided about it, oldest first: when it was put off last, and why it was done.',
      complexity: { field: 1, multiplier: 3 },
      resolve: ({ decisionIds }) => decisionIds,
    }),
    lead: t.field({
      type: LeadRef,
      nullable: true,
      description: 'To whom it happened.',
      resolve: ({ leadId }) => leadId,
    }),
  }),
});

const WhyRef = builder.objectRef<Why>('Why').implement({
  description: 'Why something happened: the chain of its causes.',
  fields: (t) => ({
    story: t.string({
      description: 'The whole of it in sentences, from where it began.',
      resolve: ({ steps }) =>
        steps
          .map(({ sentence }) => sentence)
          .toReversed()
          .join(' '),
    }),
    origin: t.expose('origin', { type: WhyOriginEnum, description: 'Where it began.' }),
    steps: t.field({
      type: [WhyStepRef],
      description: 'The steps, from the thing that was asked about back to where it began.',
      // most have fewer
      complexity: { field: 1, multiplier: 8 },
      resolve: ({ steps }) => steps,
    }),
  }),
});

/** The row behind a global id, and of which kind it has to be; null for what has no causes. */
const askedAbout = (globalId: string): { kind: HappeningKind; id: string } | null => {
  for (const [kind, typename] of Object.entries(whyTypes)) {
    const id = idOf(typename, globalId);
    if (id && isHappening(kind)) return { kind, id };
  }
  return null;
};

const explain = async (context: GraphqlContext, globalId: string): Promise<Why | null> => {
  const asked = askedAbout(globalId);
  if (!asked) return null;
  return context.db.inTenant(signedIn(context).tenantId, async (tx) => {
    const links = await readChain(tx, asked.id);
    if (links[0]?.kind !== asked.kind) return null;
    return whyOf(links, await decisionsOnTheWay(tx, links));
  });
};

builder.queryField('why', (t) =>
  t.field({
    type: WhyRef,
    nullable: true,
    description:
      'Why something happened: a call, a message, an e-mail, a change of status, a draft, an appointment or a version of it, a command to one lead or to many, a file of leads, a decision, an action, a note to staff. Null when there is none for you, and of what has no cause, such as a member of staff.',
    authScopes: { viewer: true, 'leads:read': true },
    args: { id: t.arg.id({ required: true, description: 'The global id of what happened.' }) },
    resolve: (_root, { id }, context) => explain(context, id),
  }),
);
