import { type Call, durationSeconds, isOver } from './call.ts';

/** `Tue, 31 Aug 2010 20:36:28 +0000` */
export function rfc2822(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toUTCString().replace('GMT', '+0000');
}

/** A call as the REST interface shows it. */
export function callJson(call: Call, account: string) {
  const { sid, order } = call;
  const uri = `/2010-04-01/Accounts/${account}/Calls/${sid}`;
  const parts = ['events', 'notifications', 'payments', 'recordings', 'siprec', 'streams', 'transcriptions'];
  return {
    sid,
    account_sid: account,
    annotation: null,
    answered_by: call.answeredBy,
    api_version: '2010-04-01',
    caller_name: null,
    date_created: rfc2822(call.createdMs),
    date_updated: rfc2822(call.updatedMs),
    direction: call.direction,
    duration: isOver(call) ? String(durationSeconds(call)) : null,
    end_time: rfc2822(call.endedMs),
    forwarded_from: null,
    from: order.from,
    from_formatted: order.from,
    group_sid: null,
    parent_call_sid: null,
    phone_number_sid: `PN${account.slice(2)}`,
    price: null,
    price_unit: 'USD',
    queue_time: String(Math.max(0, (call.dialledMs ?? call.createdMs) - call.createdMs)),
    start_time: rfc2822(call.dialledMs),
    // the resource knows no `initiated`: only the callback does
    status: call.status === 'initiated' ? 'queued' : call.status,
    subresource_uris: Object.fromEntries(
      parts.map((part) => [part, `${uri}/${part[0]?.toUpperCase()}${part.slice(1)}.json`]),
    ),
    to: order.to,
    to_formatted: order.to,
    trunk_sid: null,
    uri: `${uri}.json`,
  };
}

/** The fields that every voice webhook carries. */
export function callFields(call: Call, account: string): Record<string, string> {
  return {
    AccountSid: account,
    ApiVersion: '2010-04-01',
    CallSid: call.sid,
    CallStatus: call.status,
    Called: call.order.to,
    Caller: call.order.from,
    Direction: call.direction,
    From: call.order.from,
    To: call.order.to,
  };
}
