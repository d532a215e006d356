import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { encodeGlobalID } from '@pothos/plugin-relay';
import { type Request, type Response, Router } from 'express';
import { csvLine } from '../../domain/imports/csv-cell.ts';
import { type Delimiter, spreadsheetDelimiter } from '../../domain/imports/delimiter.ts';
import { recordChange } from '../../schema/database/audit/record-change.ts';
import { tenantInForce } from '../../schema/database/tenants/policy.ts';
import { allLeads, readLeadFilter } from '../../schema/graphql/all-leads.ts';
import type { LeadRow } from '../../schema/graphql/lead.ts';
import type { LeadFilterInput } from '../../schema/graphql/lead-filter.ts';
import { type AskingAdmin, requireAdmin } from '../auth/require-admin.ts';
import type { ApiContext } from '../context.ts';

const longestSearch = 200;

/**
 * `GET /api/leads/export`: the leads as CSV, for admins; `search` and `filter` (JSON) narrow it as they do the list of leads.
 * Cells are apart as spreadsheets of the business's language expect it, or by `delimiter`: comma, semicolon or tab. Read and
 * sent a piece at a time, so it may be of any length. Nothing in it runs in a spreadsheet.
 */
export const createExportRoutes = ({ db }: Pick<ApiContext, 'db'>): Router => {
  const router = Router();
  router.get('/api/leads/export', async (request: Request, response: Response) => {
    const member = await requireAdmin({ db }, request, response);
    if (!member) return;
    const asked = readQuery(request);
    if ('field' in asked) return void response.status(400).json({ problems: [asked] });
    await noteExport(db, member, request, asked);
    response.set({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="leads.csv"',
      'cache-control': 'no-store',
    });
    await pipeline(Readable.from(lines(db, member.tenantId, asked)), response);
  });
  return router;
};

const delimiterNames: Record<string, Delimiter> = { comma: ',', semicolon: ';', tab: '\t' };

interface Asked {
  /** null: as the business's language has it */
  delimiter: Delimiter | null;
  search: string | null;
  filter: LeadFilterInput | null;
}

const readQuery = ({ query }: Request): Asked | { field: string; expected: string } => {
  const { search = '', filter = '', delimiter = '' } = query;
  const named = delimiterNames[String(delimiter)];
  if (delimiter !== '' && !named)
    return { field: 'delimiter', expected: `one of ${Object.keys(delimiterNames).join(', ')}` };
  if (typeof search !== 'string' || search.length > longestSearch)
    return { field: 'search', expected: `at most ${longestSearch} characters` };
  const read = filter === '' ? { filter: null } : readLeadFilter(parsed(filter));
  if ('expected' in read) return { field: 'filter', expected: read.expected };
  return { search: search || null, filter: read.filter, delimiter: named ?? null };
};

const parsed = (json: unknown): unknown => {
  try {
    return JSON.parse(String(json));
  } catch {
    return json;
  }
};

/** Who took the business's data with them, and which: before the first of it leaves. The words of a search may be a name. */
const noteExport = (
  db: ApiContext['db'],
  { tenantId, actor }: AskingAdmin,
  request: Request,
  { search }: Asked,
): Promise<void> =>
  db.inTenant(tenantId, (tx) =>
    recordChange(tx, {
      ...{ tenantId, actor, action: 'leadsExported' },
      subject: { kind: 'Tenant', id: tenantId },
      before: null,
      after: { filter: parsed(request.query.filter ?? 'null'), searched: search !== null },
    }),
  );

type Cell = string | number | null;

// by the names that an import knows, so that what was exported can be sent back
const columns: Record<string, (lead: LeadRow) => Cell> = {
  id: ({ id }) => encodeGlobalID('Lead', id),
  name: ({ name }) => name,
  phone: ({ phone }) => phone,
  email: ({ email }) => email,
  country: ({ country }) => country,
  language: ({ language }) => language,
  timeZone: ({ timeZone }) => timeZone,
  interest: ({ interest }) => interest,
  source: ({ source }) => source,
  tags: ({ tags }) => tags.join('; '),
  assignedTo: ({ assignedTo }) => assignedTo,
  status: ({ status }) => status,
  step: ({ step }) => step,
  score: ({ score }) => score,
  budgetMinor: ({ budgetMinor }) => budgetMinor,
  budgetCurrency: ({ budgetCurrency }) => budgetCurrency,
  answers: ({ answers }) =>
    Object.entries(answers)
      .map(([question, answer]) => `${question}: ${answer}`)
      .join('; '),
  summary: ({ summary }) => summary,
  createdAt: ({ createdAt }) => createdAt.toISOString(),
  updatedAt: ({ updatedAt }) => updatedAt.toISOString(),
  optedOutAt: ({ optedOutAt }) => optedOutAt?.toISOString() ?? null,
};

async function* lines(db: ApiContext['db'], tenantId: string, asked: Asked): AsyncGenerator<string> {
  const { settings } = await db.inTenant(tenantId, (tx) => tenantInForce(tx, tenantId));
  const delimiter = asked.delimiter ?? spreadsheetDelimiter(settings.profile.language);
  // spreadsheets take a file for UTF-8 by this mark
  yield `\uFEFF${csvLine(Object.keys(columns), delimiter)}`;
  for await (const leads of allLeads({ db, tenantId }, asked))
    yield leads
      .map((lead) =>
        csvLine(
          Object.values(columns).map((cell) => cell(lead)),
          delimiter,
        ),
      )
      .join('');
}
