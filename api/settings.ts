import * as z from 'zod';
import { type Environment, onThisMachine, parseSettings } from '../integrations/settings-invalid.ts';
import { queryLimits } from '../schema/graphql/limits.ts';

const address = z.url({ error: 'expected a web address' }).transform((url) => url.replace(/\/+$/, ''));
const port = z.coerce.number({ error: 'expected a port' }).int().min(0).max(65_535);

const schema = z
  .object({
    APP_ENV: z.enum(['development', 'test', 'production']),
    DATABASE_URL: z.string({ error: 'missing: the database as the application sees it' }),
    API_HOST: z.string(),
    API_PORT: port,
    PUBLIC_BASE_URL: address,
    TEMPORAL_UI_URL: address,
    TEMPORAL_NAMESPACE: z.string(),
    LINK_SECRET: z.string({ error: 'missing' }).min(16, 'expected at least 16 characters'),
    TRUSTED_PROXIES: z.string(),
    REGISTRATION: z.enum(['open', 'closed'], { error: 'expected open or closed' }),
    REGISTRATION_MAIL_DOMAIN: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'expected a domain'),
    FACTS_PER_SECOND: z.coerce.number({ error: 'expected a number' }).positive(),
    GRAPHQL_PER_MINUTE: z.coerce.number({ error: 'expected a number' }).int().positive(),
    GRAPHQL_COST_PER_MINUTE: z.coerce
      .number({ error: 'expected a number' })
      .int()
      .min(queryLimits.limit.complexity, 'expected at least what one request may cost')
      .max(2_000_000_000),
  })
  .refine(
    ({ APP_ENV, PUBLIC_BASE_URL }) => APP_ENV !== 'production' || PUBLIC_BASE_URL.startsWith('https:'),
    {
      path: ['PUBLIC_BASE_URL'],
      error: 'production needs an https address: cookies, links and the vendors’ signatures rest on it',
      when: ({ value }) => typeof (value as { PUBLIC_BASE_URL?: unknown }).PUBLIC_BASE_URL === 'string',
    },
  )
  .transform((env) => ({
    appEnv: env.APP_ENV,
    databaseUrl: env.DATABASE_URL,
    host: env.API_HOST,
    port: env.API_PORT,
    /** the address under which vendors and leads reach us, without a slash at its end */
    publicBaseUrl: env.PUBLIC_BASE_URL,
    temporalUiUrl: env.TEMPORAL_UI_URL,
    temporalNamespace: env.TEMPORAL_NAMESPACE,
    /** keys hashes of addresses and numbers */
    linkSecret: env.LINK_SECRET,
    /** whose word about a visitor's address counts, as Express's `trust proxy` */
    trustedProxies: env.TRUSTED_PROXIES,
    /** whether a stranger may register a business */
    registration: env.REGISTRATION,
    /** from which domain a business that registered itself writes, until it brings its own */
    registrationMailDomain: env.REGISTRATION_MAIL_DOMAIN,
    /** how many leads a second the api tells Temporal of itself; what is above waits for the dispatcher */
    factsPerSecond: env.FACTS_PER_SECOND,
    /** how often somebody of staff may ask `/graphql`, in all processes together */
    graphqlPerMinute: env.GRAPHQL_PER_MINUTE,
    /** what a person or a key may ask of `/graphql` in a minute, as fields times the length of the lists around them */
    graphqlCostPerMinute: env.GRAPHQL_COST_PER_MINUTE,
  }));

export type ApiSettings = z.output<typeof schema>;

/** Reads the api's own settings. Throws `SettingsInvalid`, which names every mistake at once. */
export const readApiSettings = (environment: Environment = process.env): ApiSettings =>
  parseSettings(schema as z.ZodType<ApiSettings>, environment, {
    APP_ENV: 'development',
    API_HOST: '127.0.0.1',
    API_PORT: '4000',
    PUBLIC_BASE_URL: onThisMachine(environment.API_PORT, '4000'),
    TEMPORAL_UI_URL: 'http://127.0.0.1:4080',
    TEMPORAL_NAMESPACE: 'default',
    TRUSTED_PROXIES: 'loopback',
    REGISTRATION: environment.APP_ENV === 'production' ? 'closed' : 'open',
    REGISTRATION_MAIL_DOMAIN: 'leadline.example',
    FACTS_PER_SECOND: '12',
    GRAPHQL_PER_MINUTE: '600',
    GRAPHQL_COST_PER_MINUTE: '1000000',
  });
