/** How much is logged, from the environment. */
export const readLogLevel = (env: NodeJS.ProcessEnv = process.env): string => env.LOG_LEVEL ?? 'info';
