import { defineConfig } from 'vitest/config';

// the long ones run with `npm run test:all`
const long = 'tests/long/**/*.test.ts';

export default defineConfig({
  // otherwise a second copy of graphql is loaded, whose types the first one refuses
  ssr: { resolve: { conditions: ['module', 'node'] } },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: process.env.TEST_ALL ? [] : [long],
    globalSetup: ['tests/support/global-setup.ts'],
    pool: 'forks',
    // more than the two cores: most tests wait for a clock, for Temporal or for PostgreSQL
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // a condition is waited for as long as a test may take: machines are busy at times
    expect: { poll: { timeout: 20_000 } },
    // a test that passes only now and then is a mistake: never tried again
    retry: 0,
  },
});
