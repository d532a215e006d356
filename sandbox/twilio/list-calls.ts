import type { Call } from './call.ts';
import { callJson } from './call-json.ts';
import { badParameter } from './errors.ts';

const known = /^(To|From|Status|ParentCallSid|(StartTime|EndTime)[<>]?|PageSize|Page|PageToken)$/;
const statuses = ['queued', 'ringing', 'in-progress', 'completed', 'busy', 'failed', 'no-answer', 'canceled'];

function readTime(name: string, text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw badParameter(20001, `${name} is not a date: ${text}`);
  return ms;
}

function matches(call: Call, name: string, value: string): boolean {
  if (name === 'To') return call.order.to === value;
  if (name === 'From') return call.order.from === value;
  if (name === 'Status') return callJson(call, '').status === value;
  if (name === 'ParentCallSid') return false;
  const time = /^(StartTime|EndTime)([<>]?)$/.exec(name);
  if (!time) return true;
  const wanted = readTime(name, value);
  const actual = time[1] === 'StartTime' ? call.dialledMs : call.endedMs;
  // a queued call has no start yet, and no filter by start finds it
  if (actual === null) return false;
  if (time[2] === '>') return actual >= wanted;
  if (time[2] === '<') return actual <= wanted;
  return new Date(actual).toISOString().slice(0, 10) === value.slice(0, 10);
}

function pageNumber(query: URLSearchParams, name: string, fallback: number, max: number): number {
  const value = Number(query.get(name) ?? fallback);
  if (Number.isInteger(value) && value >= 0) return Math.min(value, max);
  throw badParameter(20001, `${name} is not valid`);
}

/** One page of the account's calls, newest first. */
export function listCalls(calls: Call[], query: URLSearchParams, account: string) {
  for (const name of query.keys()) {
    if (!known.test(name)) throw badParameter(20001, `Unknown parameter: ${name}`);
  }
  const status = query.get('Status');
  if (status && !statuses.includes(status)) throw badParameter(20001, `Status is not valid: ${status}`);
  const filters = [...query].filter(([, value]) => value !== '');
  const found = calls.filter((call) => filters.every(([name, value]) => matches(call, name, value)));
  const size = Math.max(1, pageNumber(query, 'PageSize', 50, 1000));
  const page = pageNumber(query, 'Page', 0, Number.MAX_SAFE_INTEGER);
  const path = `/2010-04-01/Accounts/${account}/Calls.json`;
  const uri = (number: number) => {
    const asked = new URLSearchParams(query);
    asked.set('PageSize', String(size));
    asked.set('Page', String(number));
    if (number > 0) asked.set('PageToken', `PA${found[number * size - 1]?.sid ?? ''}`);
    return `${path}?${asked}`;
  };
  const start = page * size;
  const shown = found.slice(start, start + size);
  return {
    calls: shown.map((call) => callJson(call, account)),
    page,
    page_size: size,
    start,
    end: start + Math.max(0, shown.length - 1),
    uri: uri(page),
    first_page_uri: uri(0),
    next_page_uri: start + size < found.length ? uri(page + 1) : null,
    previous_page_uri: page > 0 ? uri(page - 1) : null,
  };
}
