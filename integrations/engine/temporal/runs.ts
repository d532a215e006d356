import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';

interface Run {
  workflowId: string;
  runId: string;
  isRunning: boolean;
}

/** The newest run of a workflow; null when there is none, or none any more. */
export async function newestRun(client: Client, workflowId: string): Promise<Run | null> {
  try {
    const { runId, status } = await client.workflow.getHandle(workflowId).describe();
    return { workflowId, runId, isRunning: status.name === 'RUNNING' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

const askedAtOnce = 50;

/** Deletes every run that is listed, and the newest one, which may not be listed yet. Answers how many there were. */
export async function deleteRuns(client: Client, workflowIds: readonly string[]): Promise<number> {
  let deleted = 0;
  for (let from = 0; from < workflowIds.length; from += askedAtOnce) {
    const some = workflowIds.slice(from, from + askedAtOnce);
    const runs = new Map<string, Run>();
    for (const workflowId of some) {
      const newest = await newestRun(client, workflowId);
      if (newest) runs.set(newest.runId, newest);
    }
    const query = `WorkflowId IN (${some.map((id) => `'${id}'`).join(', ')})`;
    for await (const { workflowId, runId, status } of client.workflow.list({ query }))
      runs.set(runId, { workflowId, runId, isRunning: status.name === 'RUNNING' });
    for (const run of runs.values()) if (await deleteRun(client, run)) deleted += 1;
  }
  return deleted;
}

/** False for a run that was deleted before and is listed for a moment yet. */
async function deleteRun(client: Client, { workflowId, runId }: Run): Promise<boolean> {
  const { namespace } = client.options;
  try {
    await client.connection.workflowService.deleteWorkflowExecution({
      namespace,
      workflowExecution: { workflowId, runId },
    });
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === notFound) return false;
    throw error;
  }
}

const notFound = 5;
