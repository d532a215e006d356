import { describe, expect, it, onTestFinished } from 'vitest';
import { createEngine, readEngineSettings } from '../../../integrations/engine/index.ts';
import { failureOf } from '../failed-with.ts';
import { fakeVendor, nobody, silence } from '../fake-vendor.ts';

const fact = { tenantId: 't', leadId: 'l', kind: 'formSubmitted', seq: 1, ref: 'r' } as const;
const command = { tenantId: 't', leadId: 'l', name: 'pause', commandId: 'c', timeoutMs: 500 } as const;

async function engineAt(url: string) {
  const engine = await createEngine(readEngineSettings({ TEMPORAL_ADDRESS: url.replace('http://', '') }));
  onTestFinished(() => engine.close());
  return engine;
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const before = Date.now();
  const result = await work;
  expect(Date.now() - before).toBeLessThan(limitMs);
  return result;
}

describe('while Temporal is away', () => {
  it('an engine is made all the same, and says that it is down', async () => {
    const engine = await engineAt(await nobody());
    await expect(within(2_000, engine.isUp())).resolves.toBe(false);
  });

  it.each([[{ cursor: 0 }], [null]])(
    'a fact fails at once and surely was not sent (start: %j)',
    async (start) => {
      const engine = await engineAt(await nobody());
      const failure = await within(2_000, failureOf(engine.signalFact({ ...fact, start })));
      expect(failure).toMatchObject({ vendor: 'temporal', certainty: 'notSent', type: 'Vendor.Unavailable' });
    },
  );

  it('a command is pending', async () => {
    const engine = await engineAt(await nobody());
    await expect(within(2_000, engine.sendCommand(command))).resolves.toEqual({ kind: 'pending' });
  });
});

describe('while Temporal hangs', () => {
  it('a command is pending at its time limit, and a fact is unknown', async () => {
    const engine = await engineAt((await fakeVendor(silence)).url);
    await expect(within(3_000, engine.sendCommand(command))).resolves.toEqual({ kind: 'pending' });
    const failure = await within(5_000, failureOf(engine.signalFact({ ...fact, start: null })));
    expect(failure.vendor).toBe('temporal');
  });
});
