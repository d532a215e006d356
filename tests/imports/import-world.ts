import { createImportActivities } from '../../activities/imports/index.ts';
import type { Ports } from '../../activities/ports.ts';
import { hashPassword } from '../../api/auth/password.ts';
import { createImportRoutes } from '../../api/imports/import-routes.ts';
import type { ImportProgress } from '../../schema/contracts/imports.ts';
import type { TenantSettings } from '../../schema/contracts/tenant.ts';
import type { Database } from '../../schema/database/database.ts';
import { startImport, stopImport } from '../../schema/database/imports/steer-import.ts';
import { idOf } from '../../schema/graphql/ids.ts';
import { tokenOfStaff } from '../graphql/sign-in.ts';
import { startApi } from '../support/api-server.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seedTenant } from '../support/seed.ts';

/** Anything that a test asks the database for. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is the statement's own
export type Row = any;

/** The routes that files come in by, and the work that is done on them, over real rows. */
export interface ImportWorld extends TestDatabase {
  tenantId: string;
  send(body: string | Buffer, how?: Sending): Promise<Response>;
  /** Sends a file that is taken; answers its row's id. */
  upload(body: string | Buffer, how?: Sending): Promise<string>;
  problems(id: string, role?: Sending['role']): Promise<Response>;
  /** Does what the workflow does until there is nothing to do; `over` stands for the database of an activity. */
  tend(id: string, over?: Database): Promise<ImportProgress>;
  /** The database as an activity has it, with something that is done after its first, second … transaction. */
  meanwhile(deeds: Record<number, () => unknown>): Database;
  /** Uploads, checks, starts and finishes. */
  bring(body: string): Promise<string>;
  start(id: string): Promise<string>;
  stop(id: string): Promise<string>;
  rows(sql: string, ...values: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

interface Sending {
  role?: 'admin' | 'agent' | 'viewer' | null;
  query?: Record<string, string>;
  headers?: Record<string, string>;
}

const roles = ['admin', 'agent', 'viewer'] as const;

export const importWorld = async (
  change: (settings: TenantSettings) => TenantSettings = (settings) => settings,
): Promise<ImportWorld> => {
  const database = await testDatabase();
  const { db } = database;
  const firstPassword = async () => hashPassword('not asked for here');
  const { tenantId } = await seedTenant(db, 'Alpha', { change, firstPassword });
  const api = await startApi(db, createImportRoutes);
  const tokens = new Map<string, string>();
  for (const role of roles) tokens.set(role, await tokenOfStaff(db, tenantId, role));
  const bearer = (role: Sending['role'] = 'admin'): Record<string, string> =>
    role ? { authorization: `Bearer ${tokens.get(role)}` } : {};
  const send: ImportWorld['send'] = (body, { role, query = {}, headers = {} } = {}) =>
    fetch(`${api.url}/api/leads/import?${new URLSearchParams(query)}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...bearer(role), ...headers },
      body: Buffer.from(body as string),
    });
  const actor = { kind: 'staff', id: 'admin' } as const;
  const world: ImportWorld = {
    ...{ ...database, tenantId, send },
    upload: async (body, how) => {
      const answer = await send(body, how);
      const said = (await answer.json()) as Row;
      if (answer.status !== 201) throw new Error(JSON.stringify(said));
      return idOf('LeadImport', said.importId) ?? '';
    },
    problems: (id, role) =>
      fetch(
        `${api.url}/api/leads/import/${Buffer.from(`LeadImport:${id}`).toString('base64')}/problems.csv`,
        {
          headers: bearer(role),
        },
      ),
    tend: async (importId, over = db) => {
      const { tendImport } = createImportActivities({ db: over } as Ports);
      for (;;) {
        const progress = await tendImport({ tenantId, importId });
        if (progress.kind === 'over') return progress;
      }
    },
    meanwhile: (deeds) => {
      let transactions = 0;
      const inTenant: Database['inTenant'] = async (...work) => {
        const result = await db.inTenant(...work);
        transactions += 1;
        await deeds[transactions]?.();
        return result;
      };
      return { ...db, inTenant };
    },
    bring: async (body) => {
      const id = await world.upload(body);
      await world.tend(id);
      await world.start(id);
      await world.tend(id);
      return id;
    },
    start: (id) => db.inTenant(tenantId, (tx) => startImport(tx, { id, actor })),
    stop: (id) => db.inTenant(tenantId, (tx) => stopImport(tx, { id, actor })),
    rows: (sql, ...values) => db.inTenant(tenantId, (tx) => tx.execute<Row[]>(sql, values)),
    close: async () => {
      await api.close();
      await database.drop();
    },
  };
  return world;
};
