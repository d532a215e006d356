import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Router } from 'express';
import type { ApiContext } from '../../api/context.ts';
import { onError } from '../../api/on-error.ts';
import { readApiSettings } from '../../api/settings.ts';
import { createLogger } from '../../integrations/log/logger.ts';
import type { LeadRef } from '../../schema/contracts/ids.ts';
import type { Database } from '../../schema/database/database.ts';
import { testLinkSecret } from './seed.ts';

/** A few routes of the api over HTTP, with nothing behind them that a test does not give. */
export interface ApiServer {
  url: string;
  pumped: LeadRef[];
  close(): Promise<void>;
}

export const startApi = async (
  db: Database,
  routes: (context: ApiContext) => Router,
  ports: Partial<ApiContext> = {},
): Promise<ApiServer> => {
  const pumped: LeadRef[] = [];
  const settings = readApiSettings({ DATABASE_URL: 'given', LINK_SECRET: testLinkSecret, APP_ENV: 'test' });
  const context = {
    settings,
    db,
    log: createLogger({ name: 'test', level: 'silent' }),
    pump: (lead: LeadRef) => void pumped.push(lead),
    ...ports,
  } as ApiContext;
  const app = express()
    .set('trust proxy', settings.trustedProxies)
    .use(routes(context))
    .use(onError(context));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pumped,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
