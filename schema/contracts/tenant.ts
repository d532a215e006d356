import type { CatalogueItem } from './catalogue.ts';
import type { Blackout, DayWindow, Duration, QuietHours } from './hours.ts';
import type { RetentionSettings } from './retention.ts';

export * from './catalogue.ts';
export * from './hours.ts';

/** Outcomes after which a lead may be called again. */
export const retriedOutcomes = ['noAnswer', 'busy', 'voicemail', 'failed', 'screened', 'declined'] as const;
export type RetriedOutcome = (typeof retriedOutcomes)[number];

/**
 * The delays before further attempts, which may not shrink: one list for all of them, or a list per outcome, of which
 * each counts how often that outcome has come.
 */
export type Retries = Duration[] | ({ noAnswer: Duration[] } & Partial<Record<RetriedOutcome, Duration[]>>);

export interface StaffMember {
  /** stable within the tenant; appears in ids and keys */
  key: string;
  name: string;
  email: string;
  role: 'admin' | 'agent' | 'viewer';
  /** the mailbox whose calendar holds this person's appointments; null for people without appointments */
  calendar: string | null;
  /** whether summaries and alerts go to this person */
  notify: boolean;
  /** E.164; where leads are put through who ask for a person. Left out: nobody is put through to this person */
  phone?: string;
  /** when this person can be met, by their own clock; the business's hours hold besides */
  hours?: { windows: DayWindow[]; daysOff: string[] };
  /** where this person's clock stands, when it is not the business's */
  timeZone?: string;
}

export interface TalkTranslation {
  greeting?: string;
  farewell?: string;
  /** by the question's id */
  questions?: Record<string, string>;
}

export interface TalkPatience {
  /** a model that has said nothing by then is bridged by a filler */
  fillerAfter?: Duration;
  /** after this silence the lead is asked whether they are still there */
  silenceAfter?: Duration;
  /** how many silences in a row end the talk */
  silences?: number;
  /** how many times in a row nothing is understood before the talk ends */
  misunderstandings?: number;
}

/** Who of several consultants gets an appointment: whoever has the fewest ahead, or everybody in turn. */
export const assignments = ['leastLoaded', 'roundRobin'] as const;
export type Assignment = (typeof assignments)[number];

/** Who looks after a new lead: the first rule that fits, and otherwise everybody in turn, or nobody. */
export interface AssignmentSettings {
  rules: {
    /** all that is given must be so */
    when: { interest?: string; language?: string; country?: string };
    /** keys of staff, who take turns */
    to: string[];
  }[];
  /** `roundRobin`: the agents take turns */
  otherwise: 'roundRobin' | 'nobody';
}

/** Everything that differs between two businesses. `tenants/<slug>/tenant.yaml`, checked by `tenantSchema`. */
export interface TenantSettings {
  profile: {
    name: string;
    industry: string;
    description: string;
    website: string;
    /** ISO 3166 alpha-2: how national phone numbers are read */
    country: string;
    timeZone: string;
    language: string;
    languages: string[];
  };
  /** left out: the business calls nobody, and is called at no number of ours */
  phone?: { number: string };
  email: {
    from: string;
    replyTo: string;
    /** the mailbox takes `name+anything@`: answers then find their lead from whatever address they come */
    plusAddress?: boolean;
    /** opens and clicks are counted by ourselves where the vendor does not; left out: yes */
    track?: boolean;
  };
  staff: StaffMember[];
  form: {
    title: string;
    intro: string;
    interests: { value: string; label: string }[];
    consentText: string;
    /** the same person again within this time is the same enquiry */
    sameEnquiryWithin: Duration;
    limits: {
      perAddress: { count: number; within: Duration };
      perPhone: { count: number; within: Duration };
    };
    /** origins whose pages may post the form, beside our own */
    origins: string[];
  };
  consent: {
    callNeeds: boolean;
    emailNeeds: boolean;
    recordingNeeds: boolean;
    /** false: the form's consent says nothing of recording, which is asked in the call. Left out: it does */
    formCoversRecording?: boolean;
  };
  calling: {
    windows: DayWindow[];
    /** local dates on which nobody is called */
    holidays: string[];
    /** further days on which nobody is called, and why */
    blackouts?: Blackout[];
    firstDelay: Duration;
    retries: Retries;
    maxPerDay: number;
    /** calls to one enquiry, whatever their outcomes; as many as the longest of the retries allows when not given */
    maxInTotal?: number;
    /** between the end of a call and the next one that nobody asked for; none when not given */
    minGap?: Duration;
    ringTimeout: Duration;
    /** a call whose end nobody tells of is looked up at the vendor this long after its ringing; 2 minutes when left out */
    lookUpAfter?: Duration;
    timeLimit: Duration;
    detectMachine: boolean;
    /** `async`: the talk begins at once and is told; `sync`: nobody speaks until it is known who picked up */
    detection?: 'async' | 'sync';
    /** leads who call us; without hours of their own they are served in full whenever the tenant itself calls */
    inbound?: {
      hours?: DayWindow[];
      /** what they hear first, by language: when somebody can be reached, and when only a message is taken */
      greeting?: { open?: Record<string, string>; closed?: Record<string, string> };
    };
    /** the one message that a lead's answering machine gets, by language; absent: our own words */
    voicemail?: { enabled: boolean; text?: Record<string, string> };
    record: boolean;
  };
  /**
   * what holds for writing to leads unasked, by follow-ups; nothing when not given. The cap counts all of a day's e-mails to
   * the lead but answers
   */
  writing?: { quietHours?: QuietHours; maxEmailsPerDay?: number };
  talk: {
    agentName: string;
    greeting: string;
    questions: { id: string; ask: string; kind: 'text' | 'number' | 'choice'; choices?: string[] }[];
    farewell: string;
    /** the texts above in other languages of the profile; what is left out is said in the fixed phrases of the language */
    translations?: Record<string, TalkTranslation>;
    /** how long the talk waits, and how often it asks again; see `domain/talk/patience.ts` for what is left out */
    patience?: TalkPatience;
    /** to whom a lead is put through who asks for a person; left out: a call-back is promised */
    handOver?: {
      /** keys of staff with a phone, in the order in which they are tried */
      to: string[];
      /** left out: the calling hours */
      windows?: DayWindow[];
      ringTimeout?: Duration;
    };
  };
  knowledge: { title: string; text: string }[];
  /** what the business offers, which talks and replies may tell of; nothing when left out */
  catalogue?: CatalogueItem[];
  appointments: {
    subject: string;
    windows: DayWindow[];
    holidays: string[];
    length: Duration;
    step: Duration;
    /** free time before and after a meeting */
    buffer: Duration;
    /** another time before it, or after it */
    bufferBefore?: Duration;
    bufferAfter?: Duration;
    /** `leastLoaded` when left out */
    assign?: Assignment;
    notice: Duration;
    horizon: Duration;
    /** how many slots are offered at once */
    offered: number;
    /** how long an offer stands before the follow-up begins */
    offerStands: Duration;
    /** after the meeting's end, when nobody says otherwise, it counts as completed */
    completedAfter: Duration;
    /** how many missed appointments of one lead are followed by another offer; 2 when left out */
    recoveries?: number;
    /** how the consultants' calendars are watched; the defaults stand in `domain/appointments/calendar-watch.ts` */
    watch?: {
      /** how long a subscription to a calendar's changes is asked for, at most 7 days */
      subscribeFor?: Duration;
      /** how often the calendar is read whole, in case a notification was lost */
      readEvery?: Duration;
      /** whether the Teams attendance report says who came */
      attendance?: boolean;
    };
  };
  reminders: { before: Duration; to: ('lead' | 'staff')[] }[];
  followUps: { after: Duration; subject: string; text: string }[];
  people?: {
    /** which leads an agent sees, and whatever hangs on them; all when left out. Admins and viewers see all in any case */
    agentsSee?: 'all' | 'ownAndUnassigned';
  };
  /** nobody, when left out */
  assignment?: AssignmentSettings;
  imports?: {
    /** how many imported leads begin their journeys in a minute, see `domain/imports/pace.ts` */
    journeysPerMinute?: number;
  };
  /** when what is known of people is removed, see `domain/retention/periods.ts`; what has no period is kept */
  retention?: RetentionSettings;
  replies: {
    auto: boolean;
    minConfidence: number;
    /** what happens to a reply that nobody decides about, see `domain/conversation/draft-policy.ts` */
    approval?: {
      after: Duration;
      otherwise: 'send' | 'discard' | 'remind';
      /** sent instead of a reply that is discarded */
      holdingReply?: string;
      /** keys of the staff who are asked; whoever gets summaries when left out */
      approvers?: string[];
    };
    /** how long a model that gives no answer is waited for before people are told */
    patience?: Duration;
  };
  brand: {
    color: string;
    signature: string;
    /** where the business can be written to: it stands at the foot of every e-mail, as the law of many countries asks */
    postalAddress: string;
    /** a picture that is shown instead of the business's name, 40 pixels high */
    logoUrl?: string | null;
  };
  /** a JSON merge patch over all of the above: shortens durations and opens windows for a demonstration */
  pace?: Record<string, unknown>;
}
