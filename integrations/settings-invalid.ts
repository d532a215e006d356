import * as z from 'zod';
import type { Allowed } from './allow-list.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment does not say what is needed. Every mistake at once; never a value. */
export class SettingsInvalid extends Error {
  override readonly name = 'SettingsInvalid';
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(`Settings.Invalid\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`);
    this.mistakes = mistakes;
  }
}

/** Reads settings out of an environment, in which an empty value counts as none. Throws `SettingsInvalid`. */
export function parseSettings<T>(schema: z.ZodType<T>, environment: Environment, defaults: Environment): T {
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== '');
  const result = schema.safeParse({ ...defaults, ...Object.fromEntries(given) });
  if (result.success) return result.data;
  throw new SettingsInvalid(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/** A value that real mode cannot do without. */
export const needed = (shape: RegExp, what: string): z.ZodType<string> =>
  z.string({ error: 'missing' }).regex(shape, `must be ${what}`);

/** Entries between commas or blanks. */
export const listed = z
  .string()
  .optional()
  .transform((text) => (text ?? '').split(/[\s,;]+/).filter(Boolean));

/** Fields that every sandbox mode has. */
export const sandboxFields = {
  APP_ENV: z.enum(['development', 'test'], { error: 'production refuses the sandbox' }),
  SANDBOX_URL: z
    .url({ protocol: /^http$/, error: 'must be an http address' })
    .transform((url) => url.replace(/\/+$/, '')),
} as const;

export const realAppEnv = z.enum(['development', 'test', 'production'], {
  error: 'must be development, test or production',
});

/** The address of a process of ours on this machine. A port that is none is complained of where it is read. */
export const onThisMachine = (port: string | undefined, otherwise: string): string =>
  `http://127.0.0.1:${/^\d+$/.exec(port?.trim() ?? '') ?? otherwise}`;

/** What an environment that says nothing means. */
export const settingsDefaults = (environment: Environment, mode: string): Environment => ({
  [mode]: 'sandbox',
  APP_ENV: 'development',
  SANDBOX_URL: onThisMachine(environment.SANDBOX_PORT, '4010'),
});

type Listed<Name extends string> = { APP_ENV: string } & Record<Name, string[]>;

/** Whom a real vendor may reach: in production everybody, elsewhere those who are listed. */
export const allowedBy = <Name extends string>(env: Listed<Name>, name: Name): Allowed =>
  env.APP_ENV === 'production' ? null : env[name];

/** Outside production a real vendor needs a list of whom it may reach; said even when other fields are wrong. */
export const allowListNeeded = <Name extends string>(
  name: Name,
): [(env: Listed<Name>) => boolean, { path: PropertyKey[]; error: string; when: () => boolean }] => [
  (env) => allowedBy(env, name)?.length !== 0,
  {
    path: [name],
    error: 'missing: outside production a real vendor reaches only those listed',
    when: () => true,
  },
];
