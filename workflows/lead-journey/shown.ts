import { workflowInfo } from '@temporalio/workflow';
import { searchAttributes } from '../../temporal.config.ts';

/** What the search attributes of a run say. */
export interface Shown {
  step?: string | undefined;
  status?: string | undefined;
  score?: number | undefined;
  at?: string | undefined;
}

/** What was set when the run was started or continued, for nothing. */
export function shownAttributes(): Shown {
  const given = workflowInfo().typedSearchAttributes;
  return {
    step: given.get(searchAttributes.journeyStep),
    status: given.get(searchAttributes.leadStatus),
    score: given.get(searchAttributes.leadScore),
    at: given.get(searchAttributes.nextActionAt)?.toISOString(),
  };
}
