import type { Environment } from './environment.ts';

/** The credentials of each role's vendor. They are handed on only if the role's mode says `real`. */
const credentials = {
  TELEPHONY_MODE: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
  EMAIL_MODE: [
    ...['EMAIL_VENDOR', 'RESEND_API_KEY', 'RESEND_WEBHOOK_SECRET', 'SMTP_URL', 'SMTP_USER', 'SMTP_PASSWORD'],
    ...['IMAP_URL', 'IMAP_USER', 'IMAP_PASSWORD', 'IMAP_POLL_SECONDS', 'IMAP_KEEP_SENT'],
  ],
  CALENDAR_MODE: ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'GRAPH_CLIENT_STATE'],
  LANGUAGE_MODE: [
    ...['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL', 'LANGUAGE_FALLBACK_MODEL'],
    ...['LANGUAGE_FALLBACK_BASE_URL', 'LANGUAGE_FALLBACK_API_KEY', 'LANGUAGE_FALLBACK_AFTER_MS'],
  ],
} as const;
type ModeName = keyof typeof credentials;
export type VendorModes = Readonly<Record<ModeName, 'sandbox' | 'real'>>;

const modeNames: readonly ModeName[] = ['TELEPHONY_MODE', 'EMAIL_MODE', 'CALENDAR_MODE', 'LANGUAGE_MODE'];

/** Needed to reach a vendor through a company's network, and in the way of reaching the sandbox. */
const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

export function readVendorModes(environment: Environment, mistakes: string[]): VendorModes {
  const read = (name: ModeName): 'sandbox' | 'real' => {
    const mode = environment[name] || 'sandbox';
    if (mode !== 'sandbox' && mode !== 'real')
      mistakes.push(`${name} is "${mode}" and not "sandbox" or "real"`);
    return mode === 'real' ? 'real' : 'sandbox';
  };
  if (environment.EMAIL_VENDOR === 'smtp' && environment.EMAIL_MODE !== 'real')
    mistakes.push('EMAIL_VENDOR is "smtp", which the sandbox does not speak: set EMAIL_MODE=real as well');
  return {
    TELEPHONY_MODE: read('TELEPHONY_MODE'),
    EMAIL_MODE: read('EMAIL_MODE'),
    CALENDAR_MODE: read('CALENDAR_MODE'),
    LANGUAGE_MODE: read('LANGUAGE_MODE'),
  };
}

export function realVendors(modes: VendorModes): ModeName[] {
  return modeNames.filter((name) => modes[name] === 'real');
}

/** The vendors' part of a child's environment: in sandbox mode no key of the environment gets through. */
export function vendorEnvironment(environment: Environment, modes: VendorModes): Record<string, string> {
  const real = realVendors(modes);
  const handedOn = [
    ...real.flatMap((name) => credentials[name]),
    ...(real.length > 0 ? ['ALLOWED_NUMBERS', 'ALLOWED_ADDRESSES', ...proxyNames] : []),
  ];
  const found = handedOn.flatMap((name) => {
    const value = environment[name];
    return value ? [[name, value] as const] : [];
  });
  return {
    ...modes,
    SANDBOX_PERSONAS: real.length > 0 ? 'off' : environment.SANDBOX_PERSONAS || 'on',
    ...Object.fromEntries(found),
  };
}
