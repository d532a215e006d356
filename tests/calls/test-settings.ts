import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import { testSettings as settingsOf } from '../support/seed.ts';

const base = settingsOf('Calls');

/** A tenant that asks two questions, records with consent, and notices machines. */
export const testSettings: TenantSettings = {
  ...base,
  consent: { ...base.consent, recordingNeeds: true },
  calling: { ...base.calling, record: true, detectMachine: true },
  talk: {
    ...base.talk,
    greeting: 'Hello, this is Ann from Calls Ltd. This call may be recorded.',
    questions: [
      { id: 'country', ask: 'Which country?', kind: 'text' },
      { id: 'year', ask: 'Which year?', kind: 'text' },
    ],
  },
};
