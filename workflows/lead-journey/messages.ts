import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import {
  type CommandName,
  type CommandNote,
  type CommandOutcome,
  commandNames,
} from '../../schema/contracts/commands.ts';
import { type FactKind, type FactNote, factKinds } from '../../schema/contracts/facts.ts';
import type { JourneyView } from '../../schema/contracts/journey.ts';

/** One signal per kind of fact, named after it. */
export const factSignals = factKinds.map((kind) => ({
  kind,
  signal: defineSignal<[FactNote], FactKind>(kind),
}));

/** One update per command, named after it. */
export const commandUpdates = commandNames.map((name) =>
  defineUpdate<CommandOutcome, [CommandNote], CommandName>(name),
);

/** For debugging only: screens read the rows. */
export const journeyViewQuery = defineQuery<JourneyView>('journeyView');
