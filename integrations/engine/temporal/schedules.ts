import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { type RetentionRef, retentionId } from '../../../schema/contracts/retention.ts';
import { searchAttributes, taskQueues } from '../../../temporal.config.ts';

const retentionType = 'retention';

const retentionOf = (tenant: RetentionRef & { timeZone: string }) => {
  const { tenantId, timeZone } = tenant;
  return {
    // tenants of one time zone take turns
    spec: { calendars: [{ hour: 1 }], timezone: timeZone, jitter: '3 hours' as const },
    policies: {
      // a night that still goes on does what the next one would
      overlap: ScheduleOverlapPolicy.SKIP,
      // an engine that was away at night makes up for it in the morning
      catchupWindow: '12 hours' as const,
      pauseOnFailure: false,
    },
    action: {
      type: 'startWorkflow' as const,
      workflowType: retentionType,
      workflowId: retentionId(tenant),
      taskQueue: taskQueues.leads,
      args: [{ tenantId }] as [RetentionRef],
      typedSearchAttributes: [{ key: searchAttributes.tenantId, value: tenantId }],
      staticSummary: 'what is older than its time is removed',
    },
  };
};

/** Makes the tenant's Schedule, or brings the one that is there in line; one that somebody has paused stays paused. */
export async function keepRetention(
  client: Client,
  tenant: RetentionRef & { timeZone: string },
): Promise<void> {
  const scheduleId = retentionId(tenant);
  const wanted = retentionOf(tenant);
  try {
    await client.schedule.create({ scheduleId, ...wanted });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(scheduleId).update(({ state }) => ({ ...wanted, state }));
  }
}

export async function startRetention(client: Client, tenant: RetentionRef): Promise<void> {
  // left out, the SDK asks for one more beside whatever runs
  await client.schedule.getHandle(retentionId(tenant)).trigger(ScheduleOverlapPolicy.SKIP);
}
