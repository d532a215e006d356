/** A refusal in the vendor's words. */
export class ResendRefusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: { statusCode: number; name: string; message: string };

  constructor(status: number, name: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.body = { statusCode: status, name, message };
  }
}

export function invalid(message: string): ResendRefusal {
  return new ResendRefusal(422, 'validation_error', message);
}
