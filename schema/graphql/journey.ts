import { leadJourneyId } from '../contracts/ids.ts';
import { builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { journeyStory } from './journey-story.ts';
import { LeadRef, type LeadRow, StepEnum } from './lead.ts';

const runUrl = (
  { temporalUiUrl, temporalNamespace }: GraphqlContext,
  { tenantId, id, journeyRunId }: LeadRow,
): string | null => {
  if (!journeyRunId) return null;
  const workflow = encodeURIComponent(leadJourneyId(tenantId, id));
  return `${temporalUiUrl}/namespaces/${encodeURIComponent(temporalNamespace)}/workflows/${workflow}/${journeyRunId}`;
};

const JourneyRef = builder.objectRef<LeadRow>('Journey').implement({
  description: 'Where the lead’s journey is, as the workflow last wrote it.',
  fields: (t) => ({
    step: t.expose('step', {
      type: StepEnum,
      nullable: true,
      description: 'The current step; null before the journey has begun.',
    }),
    story: t.string({ description: 'Where the journey is, in one sentence.', resolve: journeyStory }),
    nextAction: t.exposeString('nextAction', {
      nullable: true,
      description: 'What happens next, as a code.',
    }),
    nextActionAt: t.expose('nextActionAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it happens.',
    }),
    attempts: t.exposeInt('attempts', { description: 'How many calls were tried.' }),
    paused: t.boolean({
      description: 'Whether staff paused it.',
      resolve: ({ pausedAt }) => pausedAt !== null,
    }),
    pausedAt: t.expose('pausedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is paused.',
    }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true, description: 'When it was closed.' }),
    closeReason: t.exposeString('closeReason', {
      nullable: true,
      description: 'Why it was closed, as a code.',
    }),
    workflowId: t.string({
      description: 'The id of the workflow that carries it.',
      resolve: ({ tenantId, id }) => leadJourneyId(tenantId, id),
    }),
    runUrl: t.string({
      nullable: true,
      description: 'Its current run in the Temporal Web UI.',
      resolve: (lead, _args, context) => runUrl(context, lead),
    }),
  }),
});

builder.objectField(LeadRef, 'journey', (t) =>
  t.field({
    type: JourneyRef,
    description: 'Where the lead’s journey is.',
    resolve: (lead) => lead,
  }),
);
