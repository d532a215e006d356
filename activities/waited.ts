import { Context } from '@temporalio/activity';

/** How long this activity has been wanted, its earlier attempts included. */
export const waitedMs = (): number => Date.now() - Context.current().info.scheduledTimestampMs;
