import type { Request, Response } from 'express';
import type * as z from 'zod';
import type { SessionTokens } from './session-tokens.ts';

/** Answers that something is not possible, with a code for programs and a sentence for people. */
export const problem = (response: Response, status: number, code: string, message: string): void => {
  response.status(status).json({ code, message });
};

/** The body as this shape has it; null once a body that has it not was answered with the field at fault. */
export const bodyAs = <Shape extends z.ZodType>(
  shape: Shape,
  { body }: Pick<Request, 'body'>,
  response: Response,
): z.infer<Shape> | null => {
  const read = shape.safeParse(body);
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0] ?? { path: [], message: 'expected a JSON object' };
  problem(response, 400, 'invalidInput', `${path.join('.') || 'body'}: ${message}.`);
  return null;
};

export const tooMany = (response: Response, { retryAfterSeconds }: { retryAfterSeconds: number }): void => {
  response.setHeader('retry-after', retryAfterSeconds);
  problem(response, 429, 'tooManyAttempts', 'Too many attempts: try again later.');
};

/** A session's tokens as programs read them. */
export const shown = ({ token, expiresAt, refreshToken, refreshExpiresAt }: SessionTokens) => ({
  ...{ token, expiresAt: expiresAt.toISOString() },
  ...{ refreshToken, refreshExpiresAt: refreshExpiresAt.toISOString() },
});
