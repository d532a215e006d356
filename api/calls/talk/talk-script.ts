import { callPhrases } from '../../../domain/calls/phrases.ts';
import {
  type BriefedLead,
  questionsIn,
  type TalkSituation,
  talkBrief,
  talkGreeting,
  talkWords,
} from '../../../domain/talk/brief.ts';
import { talkInstructions } from '../../../domain/talk/instructions.ts';
import { talkToolDefinitions } from '../../../domain/talk/tools.ts';
import { fillIn } from '../../../domain/tenant/fill-in.ts';
import { durationMs } from '../../../domain/time/duration.ts';
import type { TalkTool } from '../../../schema/contracts/talk.ts';
import type { TenantSettings } from '../../../schema/contracts/tenant.ts';
import type { CallAttemptRow } from '../../../schema/database/calls/entities.ts';
import type { LeadRow } from '../../../schema/database/leads/entities.ts';
import type { TalkTurn } from './talk-memory.ts';
import type { TalkScript } from './talk-parts.ts';

export const briefed = ({ name, language, interest, timeZone }: LeadRow): BriefedLead => ({
  name: name ?? null,
  language,
  interest: interest ?? null,
  timeZone: timeZone ?? null,
});

/** Who called whom, and whether the office was open to it. */
export const calledOf = ({
  direction,
  messageOnly,
}: Pick<CallAttemptRow, 'direction' | 'messageOnly'>): TalkSituation['called'] => {
  if (direction === 'outbound') return undefined;
  return messageOnly ? 'messageOnly' : 'calledUs';
};

// out of hours nothing is decided: a message, a wish to be called back, a goodbye
const messageTools: TalkTool[] = [
  'request_callback',
  'opt_out',
  'switch_language',
  'record_consent',
  'not_understood',
  'end_call',
];

/**
 * What is said and known in this talk, in the language that the lead's row holds at that moment. The greeting is the
 * one that was spoken, should the settings have changed.
 */
export const talkScript = (
  settings: TenantSettings,
  lead: LeadRow,
  turns: TalkTurn[],
  situation: TalkSituation,
): TalkScript => {
  const greeting = turns[0]?.text ?? talkGreeting(settings, briefed(lead), situation.called);
  const brief = () => talkBrief(settings, briefed(lead), new Date().toISOString(), greeting, situation);
  return {
    instructions: () => talkInstructions(brief()),
    tools: talkToolDefinitions.filter(
      ({ name }) => situation.called !== 'messageOnly' || messageTools.includes(name),
    ),
    greeting,
    get questions() {
      return questionsIn(settings, lead.language);
    },
    get farewell() {
      return talkWords('farewell', settings, briefed(lead));
    },
    get introduction() {
      const { introduction } = callPhrases(lead.language);
      return fillIn(introduction, { agentName: settings.talk.agentName, business: settings.profile.name });
    },
    get phrases() {
      return callPhrases(lead.language);
    },
  };
};

/** The vendor cuts a call at its limit; a talk takes its leave before that. */
const leaveTakingMs = 20_000;

/** How long this talk may still go on, whichever socket it is on. */
export const remainingTalkMs = (settings: TenantSettings, attempt: CallAttemptRow, now: Date): number => {
  const spentMs = now.getTime() - (attempt.answeredAt ?? now).getTime();
  return Math.max(1_000, durationMs(settings.calling.timeLimit) - leaveTakingMs - spentMs);
};
