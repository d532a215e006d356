import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startSandbox } from '../../sandbox/server.ts';
import { againstRealVendors, type ContractSettings, readContractSettings } from './settings.ts';

/** The vendors of this suite: a sandbox of its own on a free port, or the real ones. Filled before the first test. */
export function contractVendors(): ContractSettings {
  const contract = {} as ContractSettings;
  let stop = async () => {};
  beforeAll(async () => {
    if (againstRealVendors()) Object.assign(contract, readContractSettings('http://unused'));
    else {
      const stateFolder = mkdtempSync(path.join(os.tmpdir(), 'leadline-contract-'));
      const sandbox = await startSandbox({ port: 0, stateFolder, resendWebhookUrl: null, personas: false });
      Object.assign(contract, readContractSettings(sandbox.url));
      stop = async () => {
        await sandbox.stop();
        rmSync(stateFolder, { recursive: true, force: true });
      };
    }
  });
  afterAll(() => stop());
  return contract;
}
