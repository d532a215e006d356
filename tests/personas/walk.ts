import { contradiction } from '../end-to-end/expectations.ts';
import { type Person, type SentLead, sendForm } from '../end-to-end/leads.ts';
import { type Observed, observe } from '../end-to-end/observe.ts';
import type { Running } from '../end-to-end/running.ts';
import { waitUntil } from '../end-to-end/wait-until.ts';
import { watchFaults } from './faults-met.ts';
import type { Scene } from './scene.ts';
import type { Row } from './table.ts';
import { tellStory } from './tell-story.ts';

/** How a scene went: what contradicts its row, and what was seen and happened, for whoever asks why. */
export interface Walked {
  problems: string[];
  observed: Observed | null;
  story: string[];
  seconds: number;
}

const journeyMs = 170_000;
const settlesMs = 20_000;

/** Walks one lead through its journey and looks whether everything that the row says came about. Never throws. */
export async function walk(
  everything: Running,
  { row, scene }: { row: Row; scene: Scene },
  person: Person,
): Promise<Walked> {
  const startedAt = Date.now();
  const { running, neverMet } = watchFaults(everything);
  const walked = async (problems: string[], observed: Observed | null): Promise<Walked> => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const story = problems.length > 0 ? await tellStory(running, person.email).catch(() => []) : [];
    return { problems, observed, story, seconds };
  };
  try {
    for (const fault of scene.faults?.(person) ?? []) await running.sandbox.setFault(fault);
    const lead = await (scene.enter?.(running, person) ?? sendForm(running, 'heavenly-drops', person));
    await scene.play?.(running, lead);
    await atStep(running, lead, scene.ends ?? 'rest');
    const observed = await settled(running, lead, row.checks);
    return await walked([...problemsOf(row.checks, observed), ...(await neverMet())], observed);
  } catch (failure) {
    return walked([(failure as Error).message, ...(await neverMet().catch(() => []))], null);
  }
}

const problemsOf = (checks: string[], observed: Observed): string[] =>
  checks.map((check) => contradiction(check, observed)).filter((problem) => problem !== null);

async function atStep({ rows }: Running, { leadId }: SentLead, step: string): Promise<void> {
  const where = async () =>
    (
      await rows.query<{ step: string; because: string }>(
        'select step, next_action as because from lead where id = $1',
        [leadId],
      )
    ).rows[0];
  await waitUntil(`the step ${step}`, async () => (await where().catch(() => undefined))?.step === step, {
    withinMs: journeyMs,
    everyMs: 500,
  }).catch(async (failure: unknown) => {
    throw new Error(`${(failure as Error).message}: ${JSON.stringify(await where())}`);
  });
}

/** Vendors tell of deliveries a moment later: what is not yet so may become so, for a short while. */
async function settled(running: Running, lead: SentLead, checks: string[]): Promise<Observed> {
  let observed = await observe(running, lead);
  await waitUntil(
    'what is expected',
    async () => {
      observed = await observe(running, lead);
      return problemsOf(checks, observed).length === 0 && observed.openActions.length === 0;
    },
    { withinMs: settlesMs, everyMs: 500 },
  ).catch(() => undefined);
  return observed;
}
