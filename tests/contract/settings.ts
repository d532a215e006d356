import { type IntegrationSettings, readIntegrationSettings } from '../../integrations/settings.ts';

/** Whom the contract suite may call, write to and invite. */
export interface ContractSettings {
  real: boolean;
  settings: IntegrationSettings;
  mailFrom: string;
  mailTo: string;
  mailbox: string;
  guest: string;
  numberFrom: string;
  numberTo: string;
  /** answers a call with TwiML; null: the suite answers itself */
  twimlUrl: string | null;
}

/** `CONTRACT=real` with keys and `CONTRACT_…` addresses runs the suite against real accounts; otherwise the sandbox. */
export function readContractSettings(sandboxUrl: string, environment = process.env): ContractSettings {
  const real = againstRealVendors(environment);
  const modes = ['TELEPHONY_MODE', 'EMAIL_MODE', 'CALENDAR_MODE', 'LANGUAGE_MODE'];
  const mode = real ? 'real' : 'sandbox';
  const own = { ...Object.fromEntries(modes.map((name) => [name, mode])), SANDBOX_URL: sandboxUrl };
  const given = (name: string, sandbox: string): string => {
    const value = environment[name];
    if (real && !value) throw new Error(`${name} is missing`);
    return real && value ? value : sandbox;
  };
  return {
    real,
    settings: readIntegrationSettings(real ? { ...environment, ...own } : own),
    mailFrom: given('CONTRACT_MAIL_FROM', 'Team <team@leadline.example>'),
    mailTo: given('CONTRACT_MAIL_TO', 'contract@lead.example'),
    mailbox: given('CONTRACT_MAILBOX', 'consultant@leadline.example'),
    guest: given('CONTRACT_GUEST', 'guest@lead.example'),
    numberFrom: given('CONTRACT_NUMBER_FROM', '+442079460001'),
    numberTo: given('CONTRACT_NUMBER_TO', '+61491570006'),
    twimlUrl: real ? given('CONTRACT_TWIML_URL', '') : null,
  };
}

export const againstRealVendors = (environment = process.env): boolean => environment.CONTRACT === 'real';
