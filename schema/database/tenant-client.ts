import type pg from 'pg';
import type { Database } from './database.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * One short transaction on a bare client, inside a tenant: for the few paths whose speed people feel. Everything else
 * uses `Database.inTenant`.
 */
export const withTenantClient = async <T>(
  db: Database,
  tenantId: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> => {
  // the id stands in the statement's text, so that opening the transaction takes one round trip
  if (!uuid.test(tenantId)) throw new Error('tenantId: expected a UUID');
  const client = await db.pool.connect();
  try {
    await client.query(`begin; set local "app.tenant" = '${tenantId}'`);
    const result = await work(client);
    await client.query('commit');
    client.release();
    return result;
  } catch (failure) {
    await client.query('rollback').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    );
    throw failure;
  }
};
