import type { Context } from '@temporalio/activity';
import { CancelledFailure, CompleteAsyncError } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Logger } from 'pino';
import { cleanFailure } from '../activities/clean-failure.ts';
import { VendorFailure } from '../schema/contracts/failures.ts';

/** What no time heals: every such request fails until an operator mends the key or its permissions. */
const isOurMistake = (error: unknown): boolean =>
  error instanceof VendorFailure && error.type === 'Vendor.AuthRefused';

/** Lets only clean failures into histories, and logs the whole error where the redacting logger guards it. */
export const failureInterceptor =
  (log: Logger): ActivityInterceptorsFactory =>
  (context: Context) => {
    const inbound: ActivityInboundCallsInterceptor = {
      execute: async (input, next) => {
        try {
          return await next(input);
        } catch (error) {
          if (error instanceof CancelledFailure || error instanceof CompleteAsyncError) throw error;
          const { activityType, attempt, workflowExecution } = context.info;
          const about = { err: error, activityType, attempt, workflowId: workflowExecution?.workflowId };
          if (isOurMistake(error)) log.error(about, 'a vendor refuses our key: mend its settings');
          else log.warn(about, 'activity failed');
          throw cleanFailure(error);
        }
      },
    };
    return { inbound };
  };
