/**
 * The credentials of the vendors' sandbox. They open nothing but the sandbox, so they may stand in the source:
 * in sandbox mode they are used whatever keys lie in the environment.
 */
export const sandboxCredentials = {
  twilioAccountSid: 'AC5a0db0c5a0db0c5a0db0c5a0db0c5a0d',
  twilioAuthToken: 'sandbox-twilio-auth-token',
  resendApiKey: 're_sandbox_key',
  resendWebhookSecret: 'whsec_c2FuZGJveC1yZXNlbmQtd2ViaG9vay1zZWNyZXQ=',
  openaiApiKey: 'sk-sandbox',
  azureTenantId: '5a0db0c5-0000-4000-8000-000000000001',
  azureClientId: '5a0db0c5-0000-4000-8000-000000000002',
  azureClientSecret: 'sandbox-client-secret',
  graphClientState: 'sandbox-graph-client-state',
} as const;
