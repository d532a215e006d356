import type { Blackout, DayWindow, Retries, TenantSettings } from '../../schema/contracts/tenant.ts';
import { lookUpAfterMs } from '../calls/look-up.ts';
import { durationMs } from '../time/duration.ts';
import { isTimeZone } from '../time/local-time.ts';
import { dayParts } from '../time/zoned.ts';
import { catalogueProblems } from './catalogue-schema.ts';
import { placeholders, unknownPlaceholders } from './fill-in.ts';
import { retentionProblems } from './retention-schema.ts';
import type { SettingsProblem } from './settings-problem.ts';

type Check = (settings: TenantSettings) => SettingsProblem[];

const problem = (path: string, expected: string): SettingsProblem => ({ path, expected });

/** Windows that last for some time, and of which none lies over another. */
const windowsAt = (path: string, windows: readonly DayWindow[]): SettingsProblem[] =>
  windows.flatMap((window, index) => {
    if (window.from === window.to)
      return [problem(`${path}/${index}/to`, `another time than ${window.from}`)];
    const other = windows.slice(0, index).find((before) => isOver(before, window));
    return other ? [problem(`${path}/${index}`, `no overlap with the window ${other.from}–${other.to}`)] : [];
  });

const isOver = (one: DayWindow, other: DayWindow): boolean =>
  dayParts([one]).some((a) =>
    dayParts([other]).some(
      (b) => a.days.some((day) => b.days.includes(day)) && a.from < b.to && b.from < a.to,
    ),
  );

const blackoutsAt = (path: string, blackouts: readonly Blackout[]): SettingsProblem[] =>
  blackouts.flatMap(({ from, to }, index) => {
    if (from.length !== to.length)
      return [problem(`${path}/${index}/to`, 'a date with a year as well, or both without one')];
    return from.length > 5 && to < from ? [problem(`${path}/${index}/to`, `a date from ${from} on`)] : [];
  });

const retriesAt = (path: string, retries: Retries): SettingsProblem[] =>
  Array.isArray(retries)
    ? shrinkingAt(path, retries)
    : Object.entries(retries).flatMap(([outcome, delays]) => shrinkingAt(`${path}/${outcome}`, delays));

const shrinkingAt = (path: string, delays: readonly string[]): SettingsProblem[] =>
  delays.flatMap((delay, index) => {
    const before = delays[index - 1];
    return before !== undefined && durationMs(delay) < durationMs(before)
      ? [problem(`${path}/${index}`, `at least ${before}: delays may not shrink`)]
      : [];
  });

const twice = (path: string, values: readonly string[], leaf: string): SettingsProblem[] =>
  values.flatMap((value, index) =>
    values.indexOf(value) < index
      ? [problem(`${path}/${index}/${leaf}`, `a ${leaf} that is not used twice`)]
      : [],
  );

const wordsAt = (path: string, words: string, known: readonly string[]): SettingsProblem[] =>
  unknownPlaceholders(words, known).map((name) =>
    problem(path, `no placeholder {{${name}}}; known: ${known.map((each) => `{{${each}}}`).join(', ')}`),
  );

// Microsoft Graph's limit for one question is 62 days
const longestHorizonMs = 60 * 86_400_000;

// and a subscription to a calendar's changes lasts 10,080 minutes at most
const longestSubscriptionMs = 7 * 86_400_000;

const checks: Check[] = [
  ({ talk }) => wordsAt('/talk/greeting', talk.greeting, placeholders.talk),
  ({ talk }) => wordsAt('/talk/farewell', talk.farewell, placeholders.talk),
  ({ talk, profile }) =>
    Object.entries(talk.translations ?? {}).flatMap(([language, words]) => {
      const path = `/talk/translations/${language}`;
      const ids = talk.questions.map(({ id }) => id);
      return [
        ...(profile.languages.includes(language) ? [] : [problem(path, 'one of /profile/languages')]),
        ...wordsAt(`${path}/greeting`, words.greeting ?? '', placeholders.talk),
        ...wordsAt(`${path}/farewell`, words.farewell ?? '', placeholders.talk),
        ...Object.keys(words.questions ?? {})
          .filter((id) => !ids.includes(id))
          .map((id) => problem(`${path}/questions/${id}`, 'the id of a question')),
      ];
    }),
  ({ talk, staff }) =>
    (talk.handOver?.to ?? []).flatMap((key, index) =>
      staff.some((member) => member.key === key && member.phone)
        ? []
        : [problem(`/talk/handOver/to/${index}`, 'the key of a member of staff with a phone')],
    ),
  ({ talk }) => windowsAt('/talk/handOver/windows', talk.handOver?.windows ?? []),
  ({ calling }) => windowsAt('/calling/inbound/hours', calling.inbound?.hours ?? []),
  ({ calling }) =>
    (['open', 'closed'] as const).flatMap((which) =>
      Object.entries(calling.inbound?.greeting?.[which] ?? {}).flatMap(([language, words]) =>
        wordsAt(`/calling/inbound/greeting/${which}/${language}`, words, placeholders.talk),
      ),
    ),
  ({ calling }) =>
    Object.entries(calling.voicemail?.text ?? {}).flatMap(([language, words]) =>
      wordsAt(`/calling/voicemail/text/${language}`, words, placeholders.talk),
    ),
  ({ followUps }) =>
    followUps.flatMap(({ subject, text }, index) => [
      ...wordsAt(`/followUps/${index}/subject`, subject, placeholders.followUp),
      ...wordsAt(`/followUps/${index}/text`, text, placeholders.followUp),
    ]),
  ({ assignment, form, profile, staff }) =>
    (assignment?.rules ?? []).flatMap(({ when, to }, index) => {
      const path = `/assignment/rules/${index}`;
      const { interest, language } = when;
      return [
        ...to.flatMap((key, nth) =>
          staff.some((member) => member.key === key)
            ? []
            : [problem(`${path}/to/${nth}`, 'the key of a member of staff')],
        ),
        ...(interest === undefined || form.interests.some(({ value }) => value === interest)
          ? []
          : [problem(`${path}/when/interest`, 'one of /form/interests')]),
        ...(language === undefined || profile.languages.includes(language)
          ? []
          : [problem(`${path}/when/language`, 'one of /profile/languages')]),
      ];
    }),
  ({ profile }) =>
    isTimeZone(profile.timeZone) ? [] : [problem('/profile/timeZone', 'a time zone such as "Europe/London"')],
  ({ profile }) =>
    profile.languages.includes(profile.language)
      ? []
      : [problem('/profile/language', 'one of /profile/languages')],
  ({ calling }) => windowsAt('/calling/windows', calling.windows),
  ({ appointments }) => windowsAt('/appointments/windows', appointments.windows),
  ({ calling }) => blackoutsAt('/calling/blackouts', calling.blackouts ?? []),
  ({ calling }) => retriesAt('/calling/retries', calling.retries),
  ({ writing }) =>
    writing?.quietHours && writing.quietHours.from === writing.quietHours.to
      ? [problem('/writing/quietHours/to', `another time than ${writing.quietHours.from}`)]
      : [],
  ({ staff }) =>
    staff.flatMap(({ hours, timeZone }, index) => [
      ...windowsAt(`/staff/${index}/hours/windows`, hours?.windows ?? []),
      ...(timeZone === undefined || isTimeZone(timeZone)
        ? []
        : [problem(`/staff/${index}/timeZone`, 'a time zone such as "Europe/London"')]),
    ]),
  ({ staff }) =>
    twice(
      '/staff',
      staff.map(({ key }) => key),
      'key',
    ),
  ({ staff }) =>
    twice(
      '/staff',
      staff.map(({ email }) => email.toLowerCase()),
      'email',
    ),
  ({ staff }) =>
    staff.some(({ role }) => role === 'admin') ? [] : [problem('/staff', 'at least one admin')],
  ({ form }) =>
    twice(
      '/form/interests',
      form.interests.map(({ value }) => value),
      'value',
    ),
  ({ catalogue }) => catalogueProblems(catalogue),
  ({ retention }) => retentionProblems(retention),
  ({ talk }) =>
    twice(
      '/talk/questions',
      talk.questions.map(({ id }) => id),
      'id',
    ),
  ({ talk }) =>
    talk.questions.flatMap(({ kind, choices }, index) => {
      if (kind === 'choice' && !choices)
        return [problem(`/talk/questions/${index}`, 'choices, for the kind "choice"')];
      if (kind !== 'choice' && choices)
        return [problem(`/talk/questions/${index}/choices`, 'no choices, unless the kind is "choice"')];
      return [];
    }),
  ({ appointments }) =>
    (['length', 'step', 'horizon'] as const).flatMap((key) =>
      durationMs(appointments[key]) > 0 ? [] : [problem(`/appointments/${key}`, 'more than 0')],
    ),
  ({ appointments: { notice, horizon, length } }) =>
    durationMs(notice) + durationMs(length) < durationMs(horizon)
      ? []
      : [problem('/appointments/horizon', 'longer than notice and length together')],
  ({ calling }) =>
    durationMs(calling.ringTimeout) >= 1_000 && durationMs(calling.ringTimeout) <= 600_000
      ? []
      : [problem('/calling/ringTimeout', 'between 1 second and 10 minutes')],
  (settings) =>
    lookUpAfterMs(settings) >= 10_000 && lookUpAfterMs(settings) <= 3_600_000
      ? []
      : [problem('/calling/lookUpAfter', 'between 10 seconds and 1 hour')],
  ({ appointments: { horizon } }) =>
    durationMs(horizon) <= longestHorizonMs
      ? []
      : [problem('/appointments/horizon', 'at most 60 days: calendars tell who is free for no longer')],
  ({ appointments: { watch } }) =>
    durationMs(watch?.subscribeFor ?? '1 day') <= longestSubscriptionMs
      ? []
      : [
          problem(
            '/appointments/watch/subscribeFor',
            'at most 7 days: calendars tell of changes for no longer',
          ),
        ],
  ({ calling }) =>
    durationMs(calling.timeLimit) >= 30_000 && durationMs(calling.timeLimit) <= 4 * 3_600_000
      ? []
      : [problem('/calling/timeLimit', 'between 30 seconds and 4 hours')],
  ({ reminders, appointments }) =>
    reminders.flatMap(({ before }, index) =>
      durationMs(before) <= durationMs(appointments.horizon)
        ? []
        : [problem(`/reminders/${index}/before`, `at most /appointments/horizon (${appointments.horizon})`)],
    ),
  ({ reminders }) =>
    twice(
      '/reminders',
      reminders.map(({ before }) => String(durationMs(before))),
      'before',
    ),
  ({ replies, staff }) => {
    const decide = staff.filter(({ role }) => role !== 'viewer').map(({ key }) => key);
    return (replies.approval?.approvers ?? []).flatMap((key, index) =>
      decide.includes(key)
        ? []
        : [problem(`/replies/approval/approvers/${index}`, 'the key of an admin or agent of /staff')],
    );
  },
  ({ replies: { approval, auto } }) => {
    if (approval?.otherwise === 'send' && !auto)
      return [problem('/replies/approval/otherwise', '"discard" or "remind", unless /replies/auto is true')];
    return approval?.otherwise === 'discard' && !approval.holdingReply
      ? [problem('/replies/approval', 'the key "holdingReply", for what is sent instead')]
      : [];
  },
];

/** What the schema cannot say: values that must agree with each other. Only for settings in the schema's form. */
export const crossChecks: Check = (settings) => checks.flatMap((check) => check(settings));
