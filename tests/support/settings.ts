/** The server that tests make their databases on: `global-setup.ts` starts one when none is given. */
export interface TestServer {
  /** a superuser's address */
  ownerUrl: string;
  /** the application's role on the same server */
  applicationUrl: string;
}

const applicationOf = (ownerUrl: string): string => {
  const url = new URL(ownerUrl);
  url.username = 'leadline_app';
  return url.href;
};

export const testServer = (env: NodeJS.ProcessEnv = process.env): TestServer | null => {
  const ownerUrl = env.DATABASE_TEST_URL;
  if (!ownerUrl) return null;
  return { ownerUrl, applicationUrl: env.DATABASE_TEST_APP_URL ?? applicationOf(ownerUrl) };
};

/** Makes a server known to the test processes, which begin after this one and inherit its environment. */
export const announceTestServer = ({ ownerUrl, applicationUrl }: TestServer): void => {
  process.env.DATABASE_TEST_URL = ownerUrl;
  process.env.DATABASE_TEST_APP_URL = applicationUrl;
};
