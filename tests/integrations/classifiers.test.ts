// One test per row: what a vendor's refusal means.
import { describe, expect, it } from 'vitest';
import {
  classifyGraphError,
  GraphNoAnswer,
  GraphRefusal,
} from '../../integrations/calendar/microsoft-graph/errors.ts';
import { classifyResendError, ResendRefusal } from '../../integrations/email/resend/errors.ts';
import { classifyOpenAiError, failedInside } from '../../integrations/language/openai/errors.ts';
import { classifyTwilioError, TwilioRefusal } from '../../integrations/telephony/twilio/errors.ts';
import { retryAfterMs } from '../../integrations/vendor-answer.ts';
import type { VendorFailure } from '../../schema/contracts/failures.ts';
import { verdictOf } from './failed-with.ts';

const body = '{"message":"+61400000000 is not a number"}';
type Row = [
  status: number,
  code: string | null,
  retryAfter: string | null,
  type: string,
  certainty: string,
  ms?: number,
];

const everywhere: Row[] = [
  [400, null, null, 'Vendor.Rejected', 'rejected'],
  [401, null, null, 'Vendor.AuthRefused', 'notSent'],
  [403, null, null, 'Vendor.AuthRefused', 'notSent'],
  [404, null, null, 'Vendor.Rejected', 'rejected'],
  [408, null, null, 'Vendor.Unknown', 'unknown'],
  [409, null, null, 'Vendor.Unknown', 'unknown'],
  [422, null, null, 'Vendor.Rejected', 'rejected'],
  [429, null, '7', 'Vendor.RateLimited', 'notSent', 7_000],
  [429, null, null, 'Vendor.RateLimited', 'notSent'],
  [500, null, null, 'Vendor.Unknown', 'unknown'],
  [502, null, null, 'Vendor.Unknown', 'unknown'],
  [503, 'busy', null, 'Vendor.Unavailable', 'notSent'],
  [503, null, '3', 'Vendor.Unavailable', 'notSent', 3_000],
  [503, null, null, 'Vendor.Unknown', 'unknown'],
  [504, null, '3', 'Vendor.Unknown', 'unknown'],
];

const vendors: [string, (row: Row) => VendorFailure, Row[]][] = [
  [
    'twilio',
    ([status, code, retryAfter]) =>
      classifyTwilioError(new TwilioRefusal({ status, code, retryAfter, body })),
    [
      [401, '20003', null, 'Vendor.AuthRefused', 'notSent'],
      [400, '21211', null, 'Vendor.Rejected', 'rejected'],
      [429, '20429', '1', 'Vendor.RateLimited', 'notSent', 1_000],
      [400, '10004', null, 'Vendor.RateLimited', 'notSent'],
      [503, '20503', null, 'Vendor.Unavailable', 'notSent'],
      // a call that the vendor has not done with: deleted later
      [409, '20009', null, 'Vendor.Unavailable', 'notSent'],
      [500, '20500', null, 'Vendor.Unknown', 'unknown'],
    ],
  ],
  [
    'resend',
    ([status, code, retryAfter]) =>
      classifyResendError(new ResendRefusal({ status, code, retryAfter, body })),
    [
      [401, 'missing_api_key', null, 'Vendor.AuthRefused', 'notSent'],
      [403, 'invalid_api_key', null, 'Vendor.AuthRefused', 'notSent'],
      [400, 'invalid_api_key', null, 'Vendor.AuthRefused', 'notSent'],
      [422, 'validation_error', null, 'Vendor.Rejected', 'rejected'],
      [429, 'rate_limit_exceeded', '1', 'Vendor.RateLimited', 'notSent', 1_000],
      [409, 'invalid_idempotent_request', null, 'Vendor.Rejected', 'rejected'],
      [409, 'concurrent_idempotent_requests', null, 'Vendor.Unknown', 'unknown'],
      [500, 'internal_server_error', null, 'Vendor.Unknown', 'unknown'],
    ],
  ],
  [
    'microsoft-graph',
    ([status, code, retryAfter]) => classifyGraphError(new GraphRefusal({ status, code, retryAfter, body })),
    [
      [401, 'InvalidAuthenticationToken', null, 'Vendor.AuthRefused', 'notSent'],
      [403, 'ErrorAccessDenied', null, 'Vendor.AuthRefused', 'rejected'],
      [429, 'ApplicationThrottled', '10', 'Vendor.RateLimited', 'notSent', 10_000],
      [400, 'ErrorDuplicateTransactionId', null, 'Vendor.Unknown', 'unknown'],
      [409, 'ErrorDuplicateTransactionId', null, 'Vendor.Unknown', 'unknown'],
      [404, 'ErrorItemNotFound', null, 'Vendor.Rejected', 'rejected'],
    ],
  ],
];

describe.each(vendors)('a refusal of %s', (vendor, classify, own) => {
  it.each([...everywhere, ...own])('%s %s with Retry-After %s is %s, %s', (...row) => {
    const [status, code, , type, certainty, ms] = row;
    const failure = classify(row);
    expect(verdictOf(failure)).toEqual({ type, certainty, code: code ?? String(status), retryAfterMs: ms });
    expect(failure.vendor).toBe(vendor);
  });

  it('keeps what the vendor wrote out of its message', () => {
    const failure = classify([400, null, null, '', '']);
    expect(failure.message).not.toContain('400000000');
    expect(failure.cause).toBeUndefined();
    expect(failure.vendorAnswer).toBe(body);
  });

  it('does not take a code with strange characters for a code', () => {
    expect(classify([400, 'Ada <ada@example.com>', null, '', '']).code).toBe('400');
  });
});

const connected = (code: string, syscall?: string) => Object.assign(new Error('x'), { code, syscall });
const wrapped = (cause: unknown) => new TypeError('fetch failed', { cause });
const networks: [string, unknown, string, string][] = [
  ['a refused connection', connected('ECONNREFUSED', 'connect'), 'notSent', 'ECONNREFUSED'],
  ['an unknown host', connected('ENOTFOUND', 'getaddrinfo'), 'notSent', 'ENOTFOUND'],
  ['a certificate that is not valid', connected('CERT_HAS_EXPIRED'), 'notSent', 'CERT_HAS_EXPIRED'],
  ['a connection that never stood', connected('ETIMEDOUT', 'connect'), 'notSent', 'ETIMEDOUT'],
  ['a connect limit of fetch', connected('UND_ERR_CONNECT_TIMEOUT'), 'notSent', 'UND_ERR_CONNECT_TIMEOUT'],
  ['a reset', connected('ECONNRESET', 'read'), 'unknown', 'ECONNRESET'],
  ['a time limit', connected('ECONNABORTED'), 'unknown', 'ECONNABORTED'],
  ['a time limit of fetch', new DOMException('x', 'TimeoutError'), 'unknown', 'ETIMEDOUT'],
  ['a socket closed on us', connected('UND_ERR_SOCKET'), 'unknown', 'UND_ERR_SOCKET'],
  ['an answer that cannot be read', new SyntaxError('x'), 'unknown', 'noAnswer'],
  ['nothing at all', undefined, 'unknown', 'noAnswer'],
];

describe.each([
  ['twilio', classifyTwilioError],
  ['resend', classifyResendError],
  ['microsoft-graph', (error: unknown) => classifyGraphError(new GraphNoAnswer(error))],
  ['openai', classifyOpenAiError],
])('no answer of %s', (_vendor, classify) => {
  it.each(networks)('%s', (_name, error, certainty, code) => {
    expect(classify(error)).toMatchObject({ certainty, code });
    expect(classify(wrapped(error))).toMatchObject({ certainty, code });
  });

  it('ends on an error that is its own cause', () => {
    const error = new Error('x');
    error.cause = error;
    expect(classify(error)).toMatchObject({ certainty: 'unknown' });
  });

  it('finds the code in an error of two addresses', () => {
    const error = new AggregateError([
      connected('ECONNREFUSED', 'connect'),
      connected('ECONNREFUSED', 'connect'),
    ]);
    expect(classify(wrapped(error))).toMatchObject({ certainty: 'notSent', code: 'ECONNREFUSED' });
  });
});

describe('a model that gives up inside its answer', () => {
  it.each([
    ['server_error', 'Vendor.Unavailable', 'notSent'],
    ['rate_limit_exceeded', 'Vendor.RateLimited', 'notSent'],
    ['invalid_prompt', 'Vendor.Unknown', 'unknown'],
  ])('%s is %s, %s', (code, type, certainty) => {
    expect(failedInside({ code, message: 'x' })).toMatchObject({ code, type, certainty });
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['7', 7_000],
    ['0.5', 500],
    ['-1', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', undefined],
    [null, undefined],
  ])('%s means %s ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});
