import { DefaultLogger, type LogLevel, Runtime } from '@temporalio/worker';
import type { Logger } from '../integrations/log/logger.ts';

const levels: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** Sends what the SDK has to say through our redacting logger. Once per process, before anything else of the SDK. */
export const installRuntime = (log: Logger): void => {
  const logger = new DefaultLogger('WARN', ({ level, message, meta }) => {
    log[levels[level]]({ ...meta }, message);
  });
  Runtime.install({
    logger,
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
  });
};
