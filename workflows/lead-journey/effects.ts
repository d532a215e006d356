import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  isCancellation,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { FailureType } from '../../schema/contracts/failures.ts';
import type { JourneyLocalActivities, StampedLead } from '../../schema/contracts/journey.ts';
import { type Callable, rowsLocally, rowsPatiently } from './activities.ts';
import type { Journey } from './journey.ts';
import { log, resultInWords } from './log.ts';

type Asked<Input> = Omit<Input, keyof StampedLead>;

/** Who, and in which order this is written down. Every call counts on. */
export function stamped({ lead, state }: Journey): StampedLead {
  const { runId, runStartTime } = workflowInfo();
  state.version += 1;
  return {
    ...lead,
    stamp: { runStartedAt: runStartTime.toISOString(), runId, version: state.version, step: state.step },
  };
}

/** Does something to the world. It writes down where the journey stands together with what it did. */
export function perform<Input extends StampedLead, Result>(
  journey: Journey,
  effect: Callable<Input, Result>,
  asked: Asked<Input>,
  summary: string,
): Promise<Result> {
  journey.untold = false;
  return run(journey, effect, asked, summary);
}

/** Does something beside the steps: no step waits for it, and its failure stays its own: then there is no result. */
export async function beside<Input extends StampedLead, Result>(
  journey: Journey,
  effect: Callable<Input, Result>,
  asked: Asked<Input>,
  summary: string,
): Promise<Result | undefined> {
  const { state } = journey;
  journey.busy += 1;
  try {
    for (;;) {
      try {
        return await run(journey, effect, asked, summary);
      } catch (failure) {
        if (!isEffectFailure(failure)) throw failure;
        if (!isSuspension(failure)) return undefined;
        await condition(() => !state.suspended || state.erased === true);
        if (state.erased) return undefined;
      }
    }
  } finally {
    journey.busy -= 1;
  }
}

async function run<Input extends StampedLead, Result>(
  journey: Journey,
  effect: Callable<Input, Result>,
  asked: Asked<Input>,
  summary: string,
): Promise<Result> {
  const { cursor } = journey.state;
  try {
    const result = await effect.executeWithOptions({ summary }, [{ ...asked, ...stamped(journey) } as Input]);
    log(journey, `${summary}: ${resultInWords(result)}`);
    return result;
  } catch (failure) {
    // the fact that ends the wait is written with the refusal: one heard since may be it, and then none comes any more
    if (isSuspension(failure) && journey.state.cursor === cursor) journey.state.suspended = true;
    log(journey, `${summary}: failed`);
    throw failure;
  }
}

/** Reads or writes our own rows: within the workflow task if the database answers soon, otherwise for as long as it takes. */
export async function inRows<Name extends keyof JourneyLocalActivities>(
  journey: Journey,
  name: Name,
  ask: () => Parameters<JourneyLocalActivities[Name]>[0],
  summary: string,
): Promise<Awaited<ReturnType<JourneyLocalActivities[Name]>>> {
  type Input = ReturnType<typeof ask>;
  type Row = Callable<Input, Awaited<ReturnType<JourneyLocalActivities[Name]>>>;
  let input: Input | undefined;
  try {
    return await inTurn(journey, () => {
      input = ask();
      return (rowsLocally[name] as unknown as Row).executeWithOptions({ summary }, [input]);
    });
  } catch (failure) {
    if (!isEffectFailure(failure) || isFinal(failure) || input === undefined) throw failure;
    return await (rowsPatiently[name] as unknown as Row).executeWithOptions({ summary }, [input]);
  }
}

/**
 * One local activity at a time, in the order asked for. Of two that run at once each wakes the workflow when it ends, but
 * a replay may hear of both together: what follows from them is then commanded in another order, and the run is stuck.
 */
function inTurn<T>(journey: Journey, work: () => Promise<T>): Promise<T> {
  const turn = journey.rowsTurn ? journey.rowsTurn.then(work) : work();
  const over = turn.then(
    () => undefined,
    () => undefined,
  );
  journey.rowsTurn = over;
  void over.then(() => {
    if (journey.rowsTurn === over) journey.rowsTurn = undefined;
  });
  return turn;
}

/**
 * An activity that failed, as opposed to a mistake in this code or a cancelled workflow. A local activity's failure comes
 * bare, without the `ActivityFailure` around it, and would end the whole journey if it were not caught.
 */
export const isEffectFailure = (error: unknown): error is TemporalFailure =>
  error instanceof TemporalFailure && !isCancellation(error);

/** Whether an effect was refused because the tenant is suspended: it is asked for again once the tenant goes on. */
export const isSuspension = (failure: unknown): boolean =>
  failure instanceof ActivityFailure &&
  failure.cause instanceof ApplicationFailure &&
  failure.cause.type === ('Ledger.Suspended' satisfies FailureType);

/** Whether the effect said that trying again is no use. */
export function isFinal(failure: TemporalFailure): boolean {
  const reason = failure instanceof ActivityFailure ? failure.cause : failure;
  return reason instanceof ApplicationFailure && reason.nonRetryable === true;
}
