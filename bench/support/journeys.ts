import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { JourneyView } from '../../schema/contracts/journey.ts';

export interface ObservedJourney {
  client: Client;
  workflowId: string;
  /** Waits until the journey is as wanted; asks it by a query, which leaves no trace in its history. */
  reaches(what: string, isThere: (view: JourneyView) => boolean): Promise<JourneyView>;
}

const patienceMs = 180_000;

/** Watches the journey of an installation's one lead while `watch` runs. */
export async function observeJourney(
  address: string,
  watch: (journey: ObservedJourney) => Promise<void>,
): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    const client = new Client({ connection });
    const workflowId = await findJourney(client);
    await watch({
      client,
      workflowId,
      reaches: async (what, isThere) => {
        for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(100)) {
          const view = await client.workflow.getHandle(workflowId).query<JourneyView>('journeyView');
          if (isThere(view)) return view;
        }
        throw new Error(`the journey did not come to where it ${what}`);
      },
    });
  } finally {
    await connection.close();
  }
}

async function findJourney(client: Client): Promise<string> {
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(100))
    for await (const { workflowId } of client.workflow.list({ query: `WorkflowType = 'leadJourney'` }))
      return workflowId;
  throw new Error('the form did not start a journey');
}
