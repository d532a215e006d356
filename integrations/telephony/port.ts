import type { IncomingHttpHeaders } from 'node:http';

/** Everything a phone call needs to be placed once and recognised afterwards. */
export interface PlaceCall {
  to: string;
  from: string;
  /** fetched when the call is answered; carries the attempt id, so the answer is the last veto */
  twimlUrl: string;
  statusUrl: string;
  /** told who picked up while the talk goes on; null: the answer waits for it, or nobody is asked */
  amdUrl: string | null;
  /** what the vendor listens for: a machine's first words, or the end of its greeting; null: nothing */
  detects?: 'machine' | 'greetingEnd' | null;
  ringTimeoutSeconds: number;
  timeLimitSeconds: number;
}

/** A call as the vendor knows it. `status` is the vendor's own word. */
export interface VendorCall {
  callSid: string;
  status: string;
  answeredBy: string | null;
  durationSeconds: number | null;
  createdAt: string | null;
  endedAt: string | null;
}

/** Phone calls by one vendor. Every method throws `VendorFailure`; none retries. */
export interface Telephony {
  readonly vendor: string;
  /** `timeoutMs` of the request: shorter than any lease. */
  readonly timeoutMs: number;
  /** The account that calls are placed with, and how many of them it may place in a second. */
  readonly account: string;
  readonly callsPerSecond: number;
  placeCall(call: PlaceCall): Promise<VendorCall>;
  hangUp(callSid: string): Promise<void>;
  fetchCall(callSid: string): Promise<VendorCall | null>;
  /** Calls between two numbers created since an instant: the reconcile of a call without an answer. */
  findCalls(query: { to: string; from: string; since: string }): Promise<VendorCall[]>;
  /**
   * Deletes what the vendor keeps of a call; `gone`: there was nothing. Refused as not sent while the vendor has not done
   * with the call, which may be some minutes after its end.
   */
  deleteCall(callSid: string): Promise<'deleted' | 'gone'>;
  /** Deletes a recording with its sound; `gone`: there was none. */
  deleteRecording(recordingSid: string): Promise<'deleted' | 'gone'>;
  /** The sound of a recording as WAV, read as it comes in; null: there is none, or none yet. */
  readRecording(recordingSid: string): Promise<AsyncIterable<Uint8Array> | null>;
  startRecording(callSid: string, statusUrl: string): Promise<{ recordingSid: string }>;
  /** Whether the request really comes from the vendor; `url` is the public address that the vendor was given. */
  verifyRequest(request: {
    url: string;
    headers: IncomingHttpHeaders;
    form: Record<string, string>;
  }): boolean;
  /** Whether a WebSocket upgrade really comes from the vendor; `url` is the public `wss://` address. */
  verifyUpgrade(request: { url: string; headers: IncomingHttpHeaders }): boolean;
}
