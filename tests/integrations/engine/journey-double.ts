// Stands in for the journey: notes what it hears, and meets commands in every way a journey may.
import {
  ApplicationFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import type { CommandName, CommandNote, CommandOutcome } from '../../../schema/contracts/commands.ts';
import { type FactNote, factKinds } from '../../../schema/contracts/facts.ts';
import type { JourneyInput } from '../../../schema/contracts/journey.ts';
import type { NoteRef } from '../../../schema/contracts/notes.ts';
import type { RetentionRef } from '../../../schema/contracts/retention.ts';

export interface Heard {
  input: JourneyInput;
  facts: { kind: string; note: FactNote }[];
  commands: string[];
}

const command = (name: CommandName) => defineUpdate<CommandOutcome, [CommandNote]>(name);

export async function leadJourney(input: JourneyInput): Promise<void> {
  const heard: Heard = { input, facts: [], commands: [] };
  let ending: 'close' | 'next' | undefined;
  for (const kind of factKinds)
    setHandler(defineSignal<[FactNote]>(kind), (note) => void heard.facts.push({ kind, note }));
  setHandler(defineQuery<Heard>('heard'), () => heard);
  setHandler(command('bookAppointment'), ({ commandId }): CommandOutcome => {
    heard.commands.push(commandId);
    return { status: 'done', code: 'booked' };
  });
  setHandler(command('pause'), async (): Promise<CommandOutcome> => {
    await condition(() => false);
    return { status: 'done', code: 'paused' };
  });
  setHandler(command('resume'), () => {
    throw ApplicationFailure.nonRetryable('somebody’s name', 'Data.NotFound');
  });
  setHandler(command('close'), (): CommandOutcome => {
    ending = 'close';
    return { status: 'done', code: 'closed' };
  });
  // taken in one run, answered in the next
  setHandler(command('cancelAppointment'), async (): Promise<CommandOutcome> => {
    if (input.cursor === 0) {
      ending = 'next';
      await condition(() => false);
    }
    return { status: 'done', code: 'cancelled' };
  });
  await condition(() => ending !== undefined);
  if (ending === 'next') await continueAsNew<typeof leadJourney>({ ...input, cursor: 1 });
}

/** Ends at once with what it was given. */
export async function notifyPerson(note: NoteRef): Promise<NoteRef> {
  return note;
}

/** Goes on until it is told that it is over. */
export async function retention(tenant: RetentionRef): Promise<RetentionRef> {
  let isOver = false;
  setHandler(defineSignal('over'), () => {
    isOver = true;
  });
  await condition(() => isOver);
  return tenant;
}
