import type { Context } from '@temporalio/activity';
import { CancelledFailure, CompleteAsyncError } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Logger } from 'pino';
import { cleanFailure } from '../activities/clean-failure.ts';

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
          log.warn(
            { err: error, activityType, attempt, workflowId: workflowExecution?.workflowId },
            'activity failed',
          );
          throw cleanFailure(error);
        }
      },
    };
    return { inbound };
  };
