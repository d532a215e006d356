/** A refusal in Twilio's words: an HTTP status and one of its error codes. */
export class TwilioRefusal extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  get body() {
    const { code, message, status } = this;
    return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  }
}

export function badParameter(code: number, message: string): TwilioRefusal {
  return new TwilioRefusal(400, code, message);
}

export function notFound(path: string): TwilioRefusal {
  return new TwilioRefusal(404, 20404, `The requested resource ${path} was not found`);
}

/** Error that Twilio writes to the account's log while a call runs; nobody is asked. */
export interface CallError {
  code: number;
  message: string;
  at: string;
}
