import type { Environment } from './environment.ts';
import type { LocalSettings } from './settings.ts';
import type { State } from './state.ts';
import { vendorEnvironment } from './vendor-modes.ts';

/** What any program needs of the machine it runs on. */
const ofTheMachine = [
  ...['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'],
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'NO_COLOR', 'LOG_LEVEL'],
];

/** What tunes our own processes and opens no way to a vendor. */
const ofOurs = [
  ...['API_HOST', 'TRUSTED_PROXIES', 'FACTS_PER_SECOND', 'DISPATCH_EVERY_MS'],
  ...['TEMPORAL_NAMESPACE', 'TEMPORAL_API_KEY'],
  ...[
    'SANDBOX_TOKEN_MS',
    'SANDBOX_RESEND_RPS',
    'SANDBOX_HOST',
    'SANDBOX_TWILIO_CPS',
    'SANDBOX_TWILIO_VOICE',
    'TELEPHONY_CALLS_PER_SECOND',
    'SANDBOX_SPEECH_MS',
    'SANDBOX_READ_MS',
    'SANDBOX_FORGET_MINUTES',
  ],
  ...['SANDBOX_RESEND_WEBHOOK', 'SANDBOX_STATE'],
];

function picked(environment: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value ? [[name, value]] : [];
    }),
  );
}

export const machineEnvironment = (environment: Environment): Record<string, string> =>
  picked(environment, ofTheMachine);

export interface Backends {
  databaseUrl: string;
  temporalAddress: string;
}

/** Everything api, worker and sandbox are told. Nothing else of our own environment reaches them. */
export function childEnvironment(
  settings: LocalSettings,
  state: State,
  { databaseUrl, temporalAddress }: Backends,
): Record<string, string> {
  const { environment, ports } = settings;
  return {
    ...machineEnvironment(environment),
    ...picked(environment, ofOurs),
    APP_ENV: environment.APP_ENV || 'development',
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    API_PORT: String(ports.api),
    PUBLIC_BASE_URL: settings.publicBaseUrl,
    SANDBOX_PORT: String(ports.sandbox),
    SANDBOX_URL: `http://127.0.0.1:${ports.sandbox}`,
    TEMPORAL_UI_URL: `http://127.0.0.1:${ports.temporalUi}`,
    LINK_SECRET: environment.LINK_SECRET || state.secrets.linkSecret,
    LEADLINE_STATE: settings.stateFolder,
    NODE_COMPILE_CACHE: `${state.folder}/compile-cache`,
    ...vendorEnvironment(environment, settings.modes),
  };
}
