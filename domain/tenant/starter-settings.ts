import type { DayWindow, TenantSettings } from '../../schema/contracts/tenant.ts';
import { staffKeyFor } from './staff-changes.ts';
import { starterWords } from './starter-words.ts';

/** What is known of a business when it is registered. */
export interface NewBusiness {
  name: string;
  country: string;
  language: string;
  timeZone: string;
  person: { name: string; email: string };
  /** where e-mails of the business come from, and answers go to: an address of ours until it brings its own */
  mailAddress: string;
  /** its website, or its form as long as it has told none */
  website: string;
}

const workDays: DayWindow[] = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' }];
const limit = (count: number) => ({ count, within: '1 hour' as const });

/**
 * The settings of a new business: enough for its form to take leads and its people to work with them. It has no number and
 * nobody has a calendar, so nobody is called and no time is offered until they are set; answers wait for a person.
 */
export const starterSettings = (business: NewBusiness): TenantSettings => {
  const { name, country, language, timeZone, person, mailAddress, website } = business;
  const say = starterWords(language);
  return {
    profile: {
      ...{ name, industry: say.industry, description: name, website, country, timeZone, language },
      languages: [language],
    },
    email: { from: `${name.replaceAll(/[<>@"]/g, ' ').trim()} <${mailAddress}>`, replyTo: mailAddress },
    staff: [
      {
        ...{ key: staffKeyFor(person.name, []), name: person.name, email: person.email },
        ...{ role: 'admin', calendar: null, notify: true },
      },
    ],
    form: {
      ...{ title: say.form.title, intro: say.form.intro, consentText: say.form.consent(name) },
      interests: [{ value: 'general', label: say.form.interest }],
      sameEnquiryWithin: '1 day',
      limits: { perAddress: limit(20), perPhone: limit(5) },
      origins: [],
    },
    consent: { callNeeds: true, emailNeeds: true, recordingNeeds: true, formCoversRecording: false },
    calling: {
      ...{ windows: workDays, holidays: [], firstDelay: '0 seconds', retries: ['2 hours', '1 day'] },
      ...{ maxPerDay: 2, ringTimeout: '30 seconds', timeLimit: '10 minutes' },
      ...{ detectMachine: true, record: false },
    },
    talk: {
      ...{ agentName: say.agentName, greeting: say.greeting, farewell: say.farewell },
      questions: [{ id: 'wanted', ask: say.question, kind: 'text' }],
    },
    knowledge: [],
    appointments: {
      ...{ subject: say.appointment, windows: workDays, holidays: [], length: '30 minutes' },
      ...{ step: '30 minutes', buffer: '15 minutes', notice: '4 hours', horizon: '14 days', offered: 3 },
      ...{ offerStands: '3 days', completedAfter: '2 hours' },
    },
    reminders: [{ before: '1 day', to: ['lead', 'staff'] }],
    followUps: [],
    replies: { auto: false, minConfidence: 1 },
    brand: { color: '#1d4ed8', signature: name, postalAddress: `${name}, ${country}` },
  };
};
