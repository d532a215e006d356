import { makeContinueAsNewFunc, setHandler, workflowInfo } from '@temporalio/workflow';
import type { JourneyInput } from '../../schema/contracts/journey.ts';
import { checkCommand, commandQueue } from './commands.ts';
import { converse } from './conversation.ts';
import { tendDrafts } from './drafts.ts';
import { isEffectFailure, isSuspension } from './effects.ts';
import { catchUp, hear } from './facts.ts';
import { callReceived, follow } from './incoming.ts';
import { type Journey, type Move, openJourney } from './journey.ts';
import { type RunLimits, runLimits } from './limits.ts';
import { inherit, remainsOf } from './merging.ts';
import { commandUpdates, factSignals, journeyViewQuery } from './messages.ts';
import { move } from './moves.ts';
import { afterFailure } from './otherwise.ts';
import { closed } from './steps/closed.ts';
import { steps } from './steps/index.ts';
import { attributesOf } from './story.ts';
import { absorbed, Interrupted, interruption, nap, RollOver } from './waiting.ts';

type LeadJourney = (input: JourneyInput) => Promise<string>;

/** A lead's journey whose runs are as long as these limits allow. */
export function createLeadJourney(limits: RunLimits): LeadJourney {
  return async (input) => {
    const journey = openJourney(input, limits);
    listen(journey);
    const loops = [walk, converse, tendDrafts, catchUp, inherit];
    return Promise.race(loops.map((loop) => loop(journey)));
  };
}

/** One lead, from its first form or message for as long as it lives. Answers why it was closed. */
export const leadJourney = createLeadJourney(runLimits);

function listen(journey: Journey): void {
  for (const { kind, signal } of factSignals) setHandler(signal, (note) => hear(journey, { ...note, kind }));
  const serve = commandQueue(journey);
  for (const update of commandUpdates) setHandler(update, serve, { validator: checkCommand });
  setHandler(journeyViewQuery, () => ({
    state: journey.state,
    busy: journey.busy,
    heard: journey.heard.size,
  }));
}

async function walk(journey: Journey): Promise<string> {
  for (;;) {
    try {
      for (let taken = takeInterruption(journey); taken; taken = takeInterruption(journey))
        move(journey, taken);
      await nap(journey);
      journey.stale = false;
      const { step } = journey.state;
      if (step === 'closed') return await closed(journey);
      move(journey, await steps[step](journey));
    } catch (reason) {
      if (reason instanceof RollOver) await rollOver(journey);
      else if (isSuspension(reason)) journey.untold = true;
      else if (isEffectFailure(reason)) move(journey, afterFailure(journey, reason));
      else if (!(reason instanceof Interrupted)) throw reason;
    }
  }
}

function takeInterruption(journey: Journey): Move | undefined {
  const taken = interruption(journey);
  if (!taken) return undefined;
  // what was wanted meanwhile is still wanted when the lead's own call is over
  if (taken.because === callReceived) follow(journey.state);
  else journey.wanted = undefined;
  if (taken.because === absorbed) journey.state.remains = remainsOf(journey.state);
  return taken;
}

async function rollOver(journey: Journey): Promise<never> {
  const { lead, state } = journey;
  const isForNewVersion = workflowInfo().targetWorkerDeploymentVersionChanged;
  const continueAsNew = makeContinueAsNewFunc<LeadJourney>({
    typedSearchAttributes: attributesOf(journey, state.at),
    ...(isForNewVersion && { initialVersioningBehavior: 'AUTO_UPGRADE' as const }),
  });
  return continueAsNew({ ...lead, cursor: state.cursor, state });
}
