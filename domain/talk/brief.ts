import type { TalkBrief } from '../../schema/contracts/talk.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { fillIn } from '../tenant/fill-in.ts';

/** What a talk or a reply has to know of the lead: no number, no address, no family name. */
export interface BriefedLead {
  name: string | null;
  language: string;
  interest: string | null;
  timeZone: string | null;
}

export const firstNameOf = (name: string | null): string | null => name?.trim().split(/\s+/)[0] || null;

/** The words that open (or close) a talk, with the tenant's placeholders filled in. */
export const talkWords = (
  which: 'greeting' | 'farewell',
  { talk, profile }: TenantSettings,
  leadName: string | null,
): string =>
  fillIn(talk[which], {
    firstName: firstNameOf(leadName) ?? '',
    agentName: talk.agentName,
    business: profile.name,
  });

/** Everything the model knows. `greeting` is what was spoken already, or would be spoken now. */
export const talkBrief = (
  settings: TenantSettings,
  lead: BriefedLead,
  now: string,
  greeting = talkWords('greeting', settings, lead.name),
): TalkBrief => ({
  business: settings.profile.name,
  agentName: settings.talk.agentName,
  leadFirstName: firstNameOf(lead.name),
  language: lead.language,
  interest: settings.form.interests.find(({ value }) => value === lead.interest)?.label ?? lead.interest,
  questions: settings.talk.questions,
  knowledge: settings.knowledge,
  timeZone: lead.timeZone ?? settings.profile.timeZone,
  now,
  greeting,
});

/** The brief as it stands in instructions. No word inside it can end the block. */
export const briefBlock = (brief: TalkBrief): string =>
  `<brief>\n${JSON.stringify(brief).replaceAll('<', '\\u003c')}\n</brief>`;
