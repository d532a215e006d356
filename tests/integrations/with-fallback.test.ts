// Unit tests: two models as one, with models that do as they are told.
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { LanguageModel, ModelEvent } from '../../integrations/language/port.ts';
import { withFallback } from '../../integrations/language/with-fallback.ts';
import { type FailureType, VendorFailure } from '../../schema/contracts/failures.ts';

type Deed = 'speaks' | 'fails' | 'hangs' | 'breaksOff' | 'isWrong';

const failure = (type: FailureType = 'Vendor.Unavailable') =>
  new VendorFailure({ vendor: 'test', type, certainty: 'notSent', code: 'x' });
const usage = { model: 'm', inputTokens: 1, outputTokens: 1 };

/** A model that does these things in turn, the last one for ever. */
const model = (name: string, ...deeds: Deed[]) => {
  const seen: AbortSignal[] = [];
  const next = (signal: AbortSignal): Deed => {
    const deed = deeds[Math.min(seen.length, deeds.length - 1)] ?? 'speaks';
    seen.push(signal);
    return deed;
  };
  const does: LanguageModel = {
    vendor: 'test',
    async *stream({ signal }) {
      const deed = next(signal);
      if (deed === 'fails') throw failure();
      // deaf to its signal, as a stuck connection is
      if (deed === 'hangs') await new Promise(() => undefined);
      yield { type: 'text', delta: name };
      if (deed === 'breaksOff') throw failure('Vendor.Unknown');
      yield { type: 'done', usage };
    },
    async answer({ schema, signal }) {
      const deed = next(signal);
      if (deed === 'fails') throw failure();
      if (deed === 'isWrong') throw failure('Vendor.InvalidAnswer');
      if (deed === 'hangs')
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(failure())));
      return { value: schema.parse(name), usage };
    },
  };
  return { model: does, seen };
};

const limits = { firstWordMs: 30, answerMs: 30, failures: 2, restMs: 80 };
const both = (first: ReturnType<typeof model>, second: ReturnType<typeof model>) =>
  withFallback(first.model, second.model, limits);

const said = async (of: LanguageModel, signal = new AbortController().signal): Promise<string> => {
  const words: string[] = [];
  for await (const event of of.stream({ instructions: '', input: [], tools: [], signal }))
    if ((event as ModelEvent).type === 'text') words.push((event as { delta: string }).delta);
  return words.join(' ');
};
const answered = async (of: LanguageModel, signal = new AbortController().signal): Promise<string> =>
  (await of.answer({ name: 'a', instructions: '', input: [], schema: z.string(), signal })).value;

describe('a talk', () => {
  it.each<[Deed, string, number]>([
    ['speaks', 'first', 0],
    ['fails', 'second', 1],
    ['hangs', 'second', 1],
  ])('whose first model %s hears the %s', async (deed, words, seconds) => {
    const [first, second] = [model('first', deed), model('second')];
    expect(await said(both(first, second))).toBe(words);
    expect(second.seen).toHaveLength(seconds);
  });

  it('lets go of a first model that was too slow', async () => {
    const first = model('first', 'hangs');
    await said(both(first, model('second')));
    expect(first.seen[0]?.aborted).toBe(true);
  });

  it('never hears two models in one sentence, and the second from the next one on', async () => {
    const [first, second] = [model('first', 'breaksOff'), model('second')];
    const one = both(first, second);
    await expect(said(one)).rejects.toThrow('Vendor.Unknown');
    expect(second.seen).toEqual([]);
    expect(await said(one)).toBe('second');
    await expect(said(one)).rejects.toThrow('Vendor.Unknown');
  });

  it('fails as the second fails', async () => {
    await expect(said(both(model('first', 'fails'), model('second', 'fails')))).rejects.toThrow(
      'Vendor.Unavailable',
    );
  });

  it('that is interrupted asks nobody else', async () => {
    const second = model('second');
    const stop = new AbortController();
    const speaking = said(both(model('first', 'hangs'), second), stop.signal);
    stop.abort();
    await expect(speaking).rejects.toThrow('aborted');
    expect(second.seen).toEqual([]);
  });
});

describe('an answer', () => {
  it.each<[Deed, string]>([
    ['speaks', 'first'],
    ['fails', 'second'],
    ['isWrong', 'second'],
    ['hangs', 'second'],
  ])('of a first model that %s is that of the %s', async (deed, value) => {
    expect(await answered(both(model('first', deed), model('second')))).toBe(value);
  });
});

describe('a first model that failed twice in a row', () => {
  it('is left alone for a while, and then tried again', async () => {
    const first = model('first', 'fails', 'fails', 'speaks');
    const one = both(first, model('second'));
    await said(one);
    await said(one);
    expect(await said(one)).toBe('second');
    expect(first.seen).toHaveLength(2);
    await pause(limits.restMs + 20);
    expect(await said(one)).toBe('first');
  });

  it('is not left alone for answers in a wrong form, nor for interruptions', async () => {
    const wrong = model('first', 'isWrong');
    const one = both(wrong, model('second'));
    for (let i = 0; i < 3; i++) await answered(one);
    expect(wrong.seen).toHaveLength(3);
    const hanging = model('first', 'hangs');
    const other = both(hanging, model('second'));
    for (let i = 0; i < 3; i++) {
      const stop = new AbortController();
      const speaking = said(other, stop.signal);
      stop.abort();
      await speaking.catch(() => undefined);
    }
    expect(hanging.seen).toHaveLength(3);
  });
});
