import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { encodeGlobalID } from '@pothos/plugin-relay';
import { type Request, type Response, Router } from 'express';
import { importColumns } from '../../schema/contracts/imports.ts';
import type { LeadImportEntry } from '../../schema/database/imports/entities.ts';
import { findImport } from '../../schema/database/imports/store-import.ts';
import { uuidFromName } from '../../schema/database/uuid-from-name.ts';
import { uuidV7 } from '../../schema/database/uuid-v7.ts';
import { idOf } from '../../schema/graphql/ids.ts';
import { type AskingAdmin, requireAdmin } from '../auth/require-admin.ts';
import type { ApiContext } from '../context.ts';
import { problemsCsv } from './problems-csv.ts';
import { takeFile } from './take-file.ts';
import { UploadRefused } from './upload-refused.ts';

const mostBytes = 64 * 1024 * 1024;
// each holds a connection to the database for as long as its file takes to come in
const mostAtOnce = 2;
const types = ['text/csv', 'text/plain', 'text/tab-separated-values', 'application/octet-stream'];

/**
 * `POST /api/leads/import`: a file of leads as the body, for admins. It is stored and checked; leads are made of it when
 * `startImport` is asked. The query says what the headings do not: `map.phone=Mobile`, `consentText`, `name`.
 * `GET /api/leads/import/<id>/problems.csv`: the rows of which no lead is made.
 */
export const createImportRoutes = (context: Pick<ApiContext, 'db' | 'settings'>): Router => {
  const router = Router();
  let underWay = 0;

  router.post('/api/leads/import', async (request: Request, response: Response) => {
    const admin = await requireAdmin(context, request, response);
    if (!admin) return leave(request, response);
    if (!request.is(types))
      return refuse(request, response, new UploadRefused('content-type', 'text/csv', 415));
    if (underWay >= mostAtOnce) {
      response.set('Retry-After', '10');
      return refuse(request, response, new UploadRefused('body', 'another try in 10 seconds', 503));
    }
    underWay += 1;
    try {
      const file = await takeFile(context.db, { ...whatIsSaid(request, admin), pieces: limited(request) });
      response.status(201).json(described(file));
      leave(request, response);
    } catch (failure) {
      if (!(failure instanceof UploadRefused)) throw failure;
      refuse(request, response, failure);
    } finally {
      underWay -= 1;
    }
  });

  router.get('/api/leads/import/:id/problems.csv', async (request: Request, response: Response) => {
    const admin = await requireAdmin(context, request, response);
    if (!admin) return;
    const id = idOf('LeadImport', String(request.params.id));
    const file = id && (await context.db.inTenant(admin.tenantId, (tx) => findImport(tx, id)));
    if (!file) return void problem(response, 404, 'id', 'the global id of an import');
    response.set({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="problems.csv"',
      'cache-control': 'no-store',
    });
    await pipeline(Readable.from(problemsCsv(context.db, file)), response);
  });
  return router;
};

const longestKey = 200;

/** Everything but the rows themselves. */
const whatIsSaid = (request: Request, { tenantId, actor }: AskingAdmin) => {
  const text = (name: string, longest: number): string | null => {
    const value = request.query[name];
    if (value === undefined || value === '') return null;
    if (typeof value !== 'string' || value.length > longest)
      throw new UploadRefused(name, `a text of at most ${longest} characters`);
    return value;
  };
  const key = request.get('idempotency-key');
  if (key !== undefined && (key === '' || key.length > longestKey))
    throw new UploadRefused('Idempotency-Key', `1 to ${longestKey} characters`);
  const said = Object.keys(request.query).filter((name) => name.startsWith('map.'));
  return {
    ...{ tenantId, actor },
    id: key ? uuidFromName(tenantId, 'import', key) : uuidV7(),
    fileName: text('name', 200),
    consentText: text('consentText', 2_000),
    said: Object.fromEntries(said.map((name) => [name.slice('map.'.length), String(request.query[name])])),
  };
};

async function* limited(request: Request): AsyncGenerator<Buffer> {
  let bytes = 0;
  // left open by whoever stops reading: the sender is still to hear why
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > mostBytes) throw new UploadRefused('body', 'at most 64 MB', 413);
    yield piece;
  }
}

/** What is told of a file: how it was read, and what of it is not. */
const described = ({ id, total, encoding, delimiter, header, mapping, state }: LeadImportEntry) => {
  const read = new Set(Object.values(mapping));
  return {
    importId: encodeGlobalID('LeadImport', id),
    ...{ state, rows: total, encoding, delimiter },
    columns: Object.fromEntries(
      importColumns.flatMap((column) => {
        const place = mapping[column];
        return place === undefined ? [] : [[column, header[place]]];
      }),
    ),
    notRead: header.filter((_, place) => !read.has(place)),
  };
};

const problem = (response: Response, status: number, field: string, expected: string): void => {
  response.status(status).json({ problems: [{ field, expected }] });
};

const refuse = (request: Request, response: Response, { status, field, expected }: UploadRefused): void => {
  problem(response, status, field, expected);
  leave(request, response);
};

/** What is still on its way is not read: a sender who does not stop is cut off. */
const leave = (request: Request, response: Response): void => {
  if (request.readableEnded) return;
  response.once('finish', () => setTimeout(() => request.destroy(), 2_000).unref());
  request.resume();
};
