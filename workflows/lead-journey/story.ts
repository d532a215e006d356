import type { SearchAttributePair } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { inWords, nextInWords, standing } from '../../domain/leads/journey-words.ts';
import type { JourneyState } from '../../schema/contracts/journey.ts';
import { searchAttributes } from '../../temporal.config.ts';
import type { Journey } from './journey.ts';

/** A shorter nap is over before anybody could look for it. */
const glimpseMs = 15 * 1_000;

/** An operator looks for what is due in hours: an instant that moves by less is not worth a billed action. */
const instantMattersMs = 10 * 60 * 1_000;

/** Brings the search attributes up to date before a nap, all in one command, and only if that is worth one. */
export function showAttributes(journey: Journey, at: string | undefined): void {
  const { state, shown } = journey;
  const isSame = shown.step === state.step && shown.status === state.status && shown.score === state.score;
  const napMs = at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at) - Date.now();
  const isInstantNews = shown.at !== at && napMs >= instantMattersMs;
  if (napMs < glimpseMs || (isSame && !isInstantNews)) return;
  const emptied = at === undefined && shown.at !== undefined;
  upsertSearchAttributes([
    ...attributesOf(journey, at),
    ...(emptied ? [{ key: searchAttributes.nextActionAt, value: null }] : []),
  ]);
  journey.shown = { step: state.step, status: state.status, score: state.score, at };
}

/** All attributes as they stand: they go along with continue-as-new and cost nothing there. */
export function attributesOf({ lead, state }: Journey, at: string | undefined): SearchAttributePair[] {
  return [
    { key: searchAttributes.tenantId, value: lead.tenantId },
    { key: searchAttributes.leadStatus, value: state.status },
    { key: searchAttributes.journeyStep, value: state.step },
    ...(state.startedBy ? [{ key: searchAttributes.channel, value: cameBy(state) }] : []),
    ...(state.score === undefined ? [] : [{ key: searchAttributes.leadScore, value: state.score }]),
    ...(at === undefined ? [] : [{ key: searchAttributes.nextActionAt, value: new Date(at) }]),
  ];
}

const cameBy = ({ startedBy }: JourneyState): string => {
  const kind = startedBy?.kind;
  return kind === 'message' || kind === 'merge' ? kind : 'form';
};

const headline = ({ step, status, call, closing, paused }: JourneyState): string => {
  const why = step === 'closed' && closing !== undefined ? `: ${inWords(closing)}` : '';
  const held = paused ? ', paused by staff' : '';
  return `**${standing(step, call !== undefined)}${why}**${held} (step \`${step}\`, status \`${status}\`)`;
};

/**
 * Current details for the Web UI, in Markdown: where the journey stands, what comes next, and what led here. Codes,
 * numbers and instants, no personal data.
 */
export function tell(
  { state }: Journey,
  { because, at }: { because: string; at?: string | undefined },
): void {
  const { appointment, attempts, call, drafts = [], followUp, log = [] } = state;
  setCurrentDetails(
    [
      headline(state),
      '',
      `**Next:** ${nextInWords(state.step, because, at)}`,
      '',
      `- calls placed: ${attempts}${call ? `, open: \`${call.attemptId}\`` : ''}`,
      ...(appointment ? [`- appointment \`${appointment.id}\`, version ${appointment.v}`] : []),
      ...(followUp ? [`- follow-ups sent: ${followUp.done}`] : []),
      ...drafts.map(
        (draft) => `- reply \`${draft.id}\` waits${draft.at ? ` until ${draft.at}` : ' to be sent'}`,
      ),
      '',
      '**What happened**, latest last',
      '',
      ...log.map(({ at, what }) => `- \`${at}\` ${what}`),
    ].join('\n'),
  );
}
