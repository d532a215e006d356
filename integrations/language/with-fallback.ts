import { ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { VendorFailure } from '../../schema/contracts/failures.ts';
import type { LanguageModel, ModelEvent } from './port.ts';

/** When the fallback is asked, and how long the first model is left alone after it has failed. */
export interface FallbackLimits {
  /** without a first word after this the fallback answers */
  firstWordMs: number;
  /** as long may a whole answer take, that nobody hears grow */
  answerMs: number;
  /** failures in a row after which the first model is left alone */
  failures: number;
  restMs: number;
}

/** The first model was too slow, or broke off before its first word. */
class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/** Nobody waits for the answer any more: no failure of the model's. */
class Unwanted extends Error {
  override readonly name = 'Unwanted';
}

// an answer in a wrong form is no reason to leave a vendor alone; silence, refusals and errors are
const isTrouble = (error: unknown): boolean =>
  error instanceof TooSlow || (error instanceof VendorFailure && error.type !== 'Vendor.InvalidAnswer');

/**
 * Two models as one: what the first does not answer in time, or at all, the second answers. Once the first has begun to
 * speak, its failure is the caller's: two models in one sentence contradict each other. After several failures in a row
 * the first is left alone for a while, so that nobody waits for it. An answer that nobody wants any more is no failure.
 */
export const withFallback = (
  first: LanguageModel,
  second: LanguageModel,
  limits: FallbackLimits,
): LanguageModel => {
  const breaker = circuitBreaker(handleWhen(isTrouble), {
    halfOpenAfter: limits.restMs,
    breaker: new ConsecutiveBreaker(limits.failures),
  });
  // one that stopped in mid-sentence is not asked for the rest of it
  let brokeOff = false;
  /** The result of the first model, or null when the second is to be asked. */
  const tryFirst = async <T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T | null> => {
    const wanted = async (): Promise<T> => {
      try {
        return await ask();
      } catch (error) {
        throw signal.aborted ? new Unwanted('aborted', { cause: error }) : error;
      }
    };
    try {
      return await breaker.execute(wanted);
    } catch (error) {
      if (error instanceof Unwanted) throw error.cause;
      return null;
    }
  };
  return {
    vendor: first.vendor,
    async *stream(turn) {
      const begun = brokeOff
        ? null
        : await tryFirst(turn.signal, () => begin(first, turn, limits.firstWordMs));
      brokeOff = false;
      if (!begun) return yield* second.stream(turn);
      try {
        yield* begun;
      } catch (error) {
        brokeOff = !turn.signal.aborted;
        throw error;
      }
    },
    async answer(question) {
      const within = AbortSignal.timeout(limits.answerMs);
      const signal = AbortSignal.any([question.signal, within]);
      const given = await tryFirst(question.signal, () => first.answer({ ...question, signal }));
      return given ?? second.answer(question);
    },
  };
};

type Turn = Parameters<LanguageModel['stream']>[0];

/** A stream that has given its first event in time, with that event in front; otherwise it is ended, and this throws. */
const begin = async (
  model: LanguageModel,
  turn: Turn,
  withinMs: number,
): Promise<AsyncGenerator<ModelEvent>> => {
  const slow = new AbortController();
  const signal = AbortSignal.any([turn.signal, slow.signal]);
  const events = model.stream({ ...turn, signal })[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooSlow('no first word')), withinMs);
  });
  try {
    const head = await Promise.race([events.next(), tooSlow, whenAborted(model.vendor, turn.signal)]);
    return rest(head, events);
  } catch (error) {
    slow.abort();
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

async function* rest(
  head: IteratorResult<ModelEvent>,
  events: AsyncIterator<ModelEvent>,
): AsyncGenerator<ModelEvent> {
  try {
    for (let next = head; !next.done; next = await events.next()) yield next.value;
  } finally {
    // a model that is stuck never answers this: not waited for
    void events.return?.()?.catch(() => undefined);
  }
}

const whenAborted = (vendor: string, signal: AbortSignal): Promise<never> => {
  const failure = () =>
    new VendorFailure({ vendor, type: 'Vendor.Unknown', certainty: 'unknown', code: 'aborted' });
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(failure());
    signal.addEventListener('abort', () => reject(failure()), { once: true });
  });
  aborted.catch(() => undefined);
  return aborted;
};
