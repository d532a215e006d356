import { Temporal } from 'temporal-polyfill';
import { badRequest } from './errors.ts';

export interface DateTimeTimeZone {
  dateTime: string;
  timeZone: string;
}

const windowsNames: Record<string, string> = {
  'GMT Standard Time': 'Europe/London',
  'W. Europe Standard Time': 'Europe/Berlin',
  'Romance Standard Time': 'Europe/Paris',
  'Central European Standard Time': 'Europe/Warsaw',
  'E. Europe Standard Time': 'Europe/Chisinau',
  'GTB Standard Time': 'Europe/Bucharest',
  'FLE Standard Time': 'Europe/Kyiv',
  'Turkey Standard Time': 'Europe/Istanbul',
  'Arabian Standard Time': 'Asia/Dubai',
  'India Standard Time': 'Asia/Kolkata',
  'Singapore Standard Time': 'Asia/Singapore',
  'Tokyo Standard Time': 'Asia/Tokyo',
  'AUS Eastern Standard Time': 'Australia/Sydney',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
  'Mountain Standard Time': 'America/Denver',
  'Pacific Standard Time': 'America/Los_Angeles',
};

/** The IANA zone of a Windows or IANA name; Graph takes both and refuses every other one. */
export function resolveZone(name: string): string {
  const zone = windowsNames[name] ?? name;
  try {
    return Temporal.Now.zonedDateTimeISO(zone).timeZoneId;
  } catch {
    const why = `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name}'.`;
    throw badRequest(why, 'TimeZoneNotSupportedException');
  }
}

/** A `dateTimeTimeZone` as milliseconds since 1970. */
export function readTime(value: unknown, field: string): number {
  const time = value as Partial<DateTimeTimeZone> | null | undefined;
  if (typeof time !== 'object' || time === null || typeof time.dateTime !== 'string') {
    throw badRequest(
      `Property ${field} in payload has a value that does not match schema.`,
      'RequestBodyRead',
    );
  }
  const unknown = Object.keys(time).find((name) => name !== 'dateTime' && name !== 'timeZone');
  if (unknown) {
    const why = `The property '${unknown}' does not exist on type 'microsoft.graph.dateTimeTimeZone'.`;
    throw badRequest(why, 'RequestBodyRead');
  }
  if (typeof time.timeZone !== 'string') {
    throw badRequest(
      "A valid TimeZone value must be specified. The following TimeZone value is not supported: ''.",
      'TimeZoneNotSupportedException',
    );
  }
  const zone = resolveZone(time.timeZone);
  try {
    if (/[zZ]$/.test(time.dateTime)) return Temporal.Instant.from(time.dateTime).epochMilliseconds;
    return Temporal.PlainDateTime.from(time.dateTime).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    throw badRequest(
      `The value '${time.dateTime}' of ${field} is not a valid date and time.`,
      'ErrorInvalidRequest',
    );
  }
}

/** An instant as Graph writes it, in the zone of `Prefer: outlook.timezone="…"`, otherwise in UTC. */
export function writeTime(at: number, zoneName: string): DateTimeTimeZone {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(resolveZone(zoneName));
  const dateTime = `${local.toPlainDateTime().toString({ fractionalSecondDigits: 7 })}`;
  return { dateTime, timeZone: zoneName };
}

/** The zone that the `Prefer` header asks for. */
export function preferredZone(prefer: string | undefined): string {
  const name = /outlook\.timezone\s*=\s*"?([^",;]+)"?/i.exec(prefer ?? '')?.[1]?.trim() ?? 'UTC';
  resolveZone(name);
  return name;
}
