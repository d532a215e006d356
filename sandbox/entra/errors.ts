import { randomUUID } from 'node:crypto';

/** A refusal of the token endpoint, with its AADSTS number. */
export class EntraRefusal extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, error: string, number: number, message: string) {
    super(message);
    this.status = status;
    const trace = randomUUID();
    const correlation = randomUUID();
    const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
    this.body = {
      error,
      error_description: `AADSTS${number}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [number],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${number}`,
    };
  }
}
