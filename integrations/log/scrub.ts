// letters and digits of every alphabet; `%40` is an `@` in an address line
const address = /[\p{L}\p{N}_.+%-]+(?:@|%40)[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+/giu;
const international = /(?<![\w-])(?:\+|%2B)\d[\d\s().-]{6,}\d(?![\w-])/gi;
const national = /(?<![\w-])0\d{2,4}[ -]?\d{3}[\d -]{2,8}\d(?![\w-])/g;
const separated = /(?<![\w-])\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?![\w-])/g;
const bare = /(?<![\w.:-])\d{11,12}(?![\w.:-])/g;

/** A text without the e-mail addresses and phone numbers in it. Names are kept out by never logging texts of people. */
export const scrubText = (text: string): string =>
  [international, national, separated, bare].reduce(
    (clean, number) => clean.replace(number, '[number]'),
    text.replace(address, '[email]'),
  );

/** Fields that hold what people wrote or are called, or a row's values: nothing of them is logged. */
const personal = new Set(
  [
    ...['name', 'firstName', 'lastName', 'displayName', 'phone', 'email', 'address', 'recipient', 'ip'],
    ...['subject', 'text', 'html', 'body', 'message', 'answers', 'summary', 'transcript', 'payload'],
    ...['from', 'to', 'cc', 'bcc', 'replyTo', 'arguments', 'vendorAnswer', 'parameters', 'values', 'detail'],
    ...['where', 'query', 'sql', 'password', 'token', 'secret', 'authorization', 'cookie', 'headers'],
  ].map((field) => field.toLowerCase()),
);

const nothingMore = 6;

/** The same, through objects and lists of any shape. */
export const scrub = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return scrubText(value);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (value instanceof Error) return describeError(value);
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (depth > nothingMore) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => scrub(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      scrubText(key),
      personal.has(key.toLowerCase()) ? '[left out]' : scrub(item, depth + 1),
    ]),
  );
};

// what these say repeats values: a row's, a document's, an entity's
const quoting = /^(SyntaxError|ValidationError|NotFoundError|OptimisticLockError|ZodError)$|Exception$/;
const frame = /^ {4}at .*(:\d+:\d+\)?|\(?<anonymous>\)?|\(?native\)?)$/;

/**
 * An error as logs may show it: what it is and where, not the words of others. Messages of the database repeat the
 * values of a row, so an error with an SQL state tells only that.
 */
export const describeError = (error: Error, depth = 0): Record<string, unknown> => {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const isDatabase = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  const mayQuote = isDatabase || quoting.test(error.name) || quoting.test(error.constructor.name);
  const frames = (error.stack ?? '').split('\n').filter((line) => frame.test(line));
  return {
    type: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: scrub(code) } : {}),
    ...(isDatabase && typeof constraint === 'string' ? { constraint } : {}),
    ...(mayQuote ? {} : { message: scrubText(error.message).slice(0, 300) }),
    stack: scrubText(frames.slice(0, 12).join('\n')),
    ...(error.cause instanceof Error && depth < nothingMore
      ? { cause: describeError(error.cause, depth + 1) }
      : {}),
  };
};
