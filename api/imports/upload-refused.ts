/** A file that cannot be taken: what has to be mended. Holds what was expected, never what was sent. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
  readonly field: string;
  readonly expected: string;
  readonly status: number;

  constructor(field: string, expected: string, status = 400) {
    super(`${field}: expected ${expected}`);
    this.field = field;
    this.expected = expected;
    this.status = status;
  }
}
