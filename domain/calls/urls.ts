/** The fragment stays with the vendor and tells it to try again five times, whatever went wrong. */
const tryAgain = '#rc=5&rp=all';

export type CallRoute =
  | 'status'
  | 'recording'
  | 'amd'
  | 'relay-done'
  | 'twiml'
  | 'hand-over-whisper'
  | 'hand-over-answer'
  | 'hand-over-status'
  | 'hand-over-done';

/** What a tenant's number is set up with at the vendor: for every call that comes in, and for its end. */
export const inboundRoutes = { call: '/api/calls/inbound', status: '/api/calls/inbound-status' } as const;

/** Which attempt of which tenant a call's addresses speak of. Both are ids of ours; the vendor's signature covers them. */
export interface CallAddress {
  tenantId: string;
  attemptId: string;
  /** which hand-over of the call to a member of staff */
  handOver?: string | undefined;
}

/** The address under which the vendor asks or tells us about one attempt. */
export const callUrl = (publicBaseUrl: string, route: CallRoute, call: CallAddress): string =>
  `${publicBaseUrl}/api/calls/${route}?tenant=${call.tenantId}&attempt=${call.attemptId}${call.handOver ? `&handover=${call.handOver}` : ''}${tryAgain}`;

/** The talk's socket. No query: the vendor strips it, ids travel as parameters of the talk. */
export const relayUrl = (publicBaseUrl: string): string =>
  `${publicBaseUrl.replace(/^http/, 'ws')}/api/calls/relay`;
