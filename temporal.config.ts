import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

// The workflow bundle imports this file: it may import nothing but @temporalio/common and must not read the environment.

export const namespace = 'default';

export const taskQueues = {
  /** journeys and everything quick that belongs to them: eager start needs the workflow's own queue */
  leads: 'leads',
  /** telephony work that has a rate of its own */
  telephony: 'telephony',
  /** imports, syncs and broadcasts, which must not hold up a lead */
  batch: 'batch',
} as const;
export type TaskQueue = (typeof taskQueues)[keyof typeof taskQueues];

/** A server on SQL keeps ten Keyword and three of every other type. */
export const searchAttributes = {
  tenantId: defineSearchAttributeKey('TenantId', SearchAttributeType.KEYWORD),
  leadStatus: defineSearchAttributeKey('LeadStatus', SearchAttributeType.KEYWORD),
  journeyStep: defineSearchAttributeKey('JourneyStep', SearchAttributeType.KEYWORD),
  channel: defineSearchAttributeKey('Channel', SearchAttributeType.KEYWORD),
  leadScore: defineSearchAttributeKey('LeadScore', SearchAttributeType.INT),
  nextActionAt: defineSearchAttributeKey('NextActionAt', SearchAttributeType.DATETIME),
} as const;

/** Raised when workflow code changes, so that a run shows in the Web UI which code decided. */
export const buildId = 'leadline-1';

const pollers = { type: 'autoscaling', minimum: 2, initial: 5, maximum: 40 } as const;

/** What one worker process takes on at a time, per queue. */
export const workerLimits = {
  leads: {
    // the SDK's own figure follows the heap and is far too many for two cores
    maxCachedWorkflows: 400,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentActivityTaskExecutions: 60,
    maxConcurrentLocalActivityExecutions: 60,
    workflowTaskPollerBehavior: pollers,
    activityTaskPollerBehavior: pollers,
  },
  telephony: { maxConcurrentActivityTaskExecutions: 20, activityTaskPollerBehavior: pollers },
  batch: { maxConcurrentActivityTaskExecutions: 10, activityTaskPollerBehavior: pollers },
} as const;

/** A vendor's request may take 10 s: work in flight is let finish before it is cancelled, and cancelled before it is cut. */
export const shutdown = { shutdownGraceTime: '12 seconds', shutdownForceTime: '20 seconds' } as const;
