/** A refusal in the vendor's words. */
export class OpenaiRefusal extends Error {
  readonly status: number;
  readonly body: { error: { message: string; type: string; param: string | null; code: string | null } };

  constructor(status: number, code: string | null, message: string, param: string | null = null) {
    super(message);
    this.status = status;
    const type = status >= 500 ? 'server_error' : 'invalid_request_error';
    this.body = { error: { message, type, param, code } };
  }
}

/** A refusal of one parameter, with the vendor's usual code. */
export function badParameter(param: string, message: string, code = 'invalid_value'): OpenaiRefusal {
  return new OpenaiRefusal(400, code, message, param);
}
