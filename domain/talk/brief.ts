import type { TalkBrief, TalkQuestion } from '../../schema/contracts/talk.ts';
import type { TalkTranslation, TenantSettings } from '../../schema/contracts/tenant.ts';
import { inboundWords } from '../calls/inbound.ts';
import { callPhrases } from '../calls/phrases.ts';
import { fillIn } from '../tenant/fill-in.ts';
import { knownTexts } from '../tenant/known.ts';

/** What a talk or a reply has to know of the lead: no number, no address, no family name. */
export interface BriefedLead {
  name: string | null;
  language: string;
  interest: string | null;
  timeZone: string | null;
}

export const firstNameOf = (name: string | null): string | null => name?.trim().split(/\s+/)[0] || null;

const primary = (language: string): string => language.toLowerCase().split('-')[0] ?? '';

/** What a tenant says in a language instead of its own words. */
export const translationFor = ({ talk }: TenantSettings, language: string): TalkTranslation =>
  Object.entries(talk.translations ?? {}).find(([tag]) => primary(tag) === primary(language))?.[1] ?? {};

/** The language of the tenant that is meant by a tag, of whatever region; null when it has none such. */
export const languageOf = ({ profile }: TenantSettings, language: string): string | null =>
  profile.languages.find((tag) => tag.toLowerCase() === language.toLowerCase()) ??
  profile.languages.find((tag) => primary(tag) === primary(language)) ??
  null;

/** The tenant's questions in a language, as far as it says them in it. */
export const questionsIn = (settings: TenantSettings, language: string): TalkQuestion[] => {
  const { questions = {} } = translationFor(settings, language);
  return settings.talk.questions.map((question) => ({
    ...question,
    ask: questions[question.id] ?? question.ask,
  }));
};

/** The words that open (or close) a talk, with the tenant's placeholders filled in. */
export const talkWords = (
  which: 'greeting' | 'farewell',
  settings: TenantSettings,
  { name, language }: Pick<BriefedLead, 'name' | 'language'>,
): string => {
  const words = translationFor(settings, language)[which] ?? wordsWithout(which, settings, language);
  return filled(settings, name, words);
};

const filled = ({ talk, profile }: TenantSettings, name: string | null, words: string): string =>
  fillIn(words, {
    firstName: firstNameOf(name) ?? '',
    agentName: talk.agentName,
    business: profile.name,
  });

// a farewell in a language that was not spoken is worse than a plain one; a greeting names the business
const wordsWithout = (
  which: 'greeting' | 'farewell',
  { talk, profile }: TenantSettings,
  language: string,
): string =>
  which === 'farewell' && primary(language) !== primary(profile.language)
    ? callPhrases(language).goodbye
    : talk[which];

const announces = /record|aufzei|aufgez|aufnahme|kayded|kayıt/i;

/** The greeting; where calls are recorded it says so, by the tenant's own words or ours. */
export const talkGreeting = (
  settings: TenantSettings,
  lead: Pick<BriefedLead, 'name' | 'language'>,
  called?: TalkBrief['situation'],
): string => {
  const greeting = called
    ? filled(settings, lead.name, inboundWords(settings, lead.language, called))
    : talkWords('greeting', settings, lead);
  if (!settings.calling.record || announces.test(greeting)) return greeting;
  return `${greeting} ${callPhrases(lead.language).mayBeRecorded}`;
};

/** What may be different from one call to the next. */
export interface TalkSituation {
  handOver: boolean;
  askRecording: boolean;
  /** the lead called us: while somebody can be reached, or while only a message is taken */
  called?: TalkBrief['situation'];
}

/** Everything the model knows. `greeting` is what was spoken already, or would be spoken now. */
export const talkBrief = (
  settings: TenantSettings,
  lead: BriefedLead,
  now: string,
  greeting = talkGreeting(settings, lead),
  { handOver, askRecording, called }: TalkSituation = { handOver: false, askRecording: false },
): TalkBrief => ({
  business: settings.profile.name,
  agentName: settings.talk.agentName,
  leadFirstName: firstNameOf(lead.name),
  language: lead.language,
  languages: settings.profile.languages,
  handOver,
  askRecording,
  interest: settings.form.interests.find(({ value }) => value === lead.interest)?.label ?? lead.interest,
  // out of hours nobody is asked anything: they have something to say
  questions: called === 'messageOnly' ? [] : questionsIn(settings, lead.language),
  knowledge: knownTexts(settings),
  timeZone: lead.timeZone ?? settings.profile.timeZone,
  now,
  greeting,
  ...(called && { situation: called }),
});

/** The brief as it stands in instructions. No word inside it can end the block. */
export const briefBlock = (brief: TalkBrief): string =>
  `<brief>\n${JSON.stringify(brief).replaceAll('<', '\\u003c')}\n</brief>`;
