import { encodeGlobalID } from '@pothos/plugin-relay';
import { type ExecutionResult, getOperationAST, graphql, parse, subscribe } from 'graphql';
import type { KeyScope } from '../../schema/contracts/key-scopes.ts';
import type { Database } from '../../schema/database/database.ts';
import type { ChangeNote } from '../../schema/database/live/changes.ts';
import type { CommandReply, GraphqlContext, Live } from '../../schema/graphql/context.ts';
import { schema } from '../../schema/graphql/schema.ts';
import { staffDatabase } from '../../schema/graphql/staff-database.ts';
import type {
  KeyViewer,
  Role,
  StaffViewer,
  SuperAdminViewer,
  Viewer,
} from '../../schema/graphql/who-asks.ts';
import { testLinkSecret } from '../support/seed.ts';

/** Anything in an answer; tests look for what they planted. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is the query's own
export type Data = any;

export interface Answer {
  data: Data;
  errors: { message: string; code: unknown; path: string }[];
}

/** A command port that remembers what it was asked. */
export const fakeCommands = (reply: Partial<CommandReply> = {}) => {
  const asked: Parameters<GraphqlContext['command']>[0][] = [];
  const command: GraphqlContext['command'] = async (request) => {
    asked.push(request);
    return {
      commandId: request.commandId ?? '01900000-0000-7000-8000-000000000000',
      status: 'done',
      code: 'paused',
      text: 'Paused.',
      ...reply,
    };
  };
  return { asked, command };
};

export const asRole = (tenantId: string, role: Role, userId = tenantId): StaffViewer => ({
  kind: 'staff',
  onlyOwnLeads: false,
  tenantId,
  userId,
  staffKey: role,
  role,
});

/** An agent of a tenant that shows agents only their own leads and those of nobody. */
export const asAgentOfOwn = (tenantId: string, staffKey: string): StaffViewer => ({
  ...asRole(tenantId, 'agent'),
  staffKey,
  onlyOwnLeads: true,
});

/** An API key with these scopes. */
export const asKey = (tenantId: string, ...scopes: KeyScope[]): KeyViewer => ({
  kind: 'key',
  tenantId,
  keyId: '01900000-0000-7000-8000-00000000000a',
  scopes,
});

/** Somebody of the platform who entered this tenant. */
export const asSuperAdmin = (tenantId: string): SuperAdminViewer => ({
  kind: 'superAdmin',
  tenantId,
  superAdminId: '01900000-0000-7000-8000-00000000000b',
});

/** Whoever may do everything in one tenant, and so has no business in another: an admin of it, or of the platform. */
export const adminsOf = (tenantId: string, userId: string): Viewer[] => [
  asRole(tenantId, 'admin', userId),
  asSuperAdmin(tenantId),
];

/** Asks the schema as this viewer, with a context of its own as every request has. */
export const ask = async (
  db: Database,
  viewer: Viewer | null,
  source: string,
  variables: Record<string, unknown> = {},
  ports: Partial<GraphqlContext> = {},
): Promise<Answer> => {
  const context: GraphqlContext = {
    viewer,
    db: staffDatabase(db, viewer),
    command: fakeCommands().command,
    live: tells(),
    linkSecret: testLinkSecret,
    temporalUiUrl: 'http://temporal.example',
    temporalNamespace: 'default',
    ...ports,
  };
  const { data, errors } = await answerOf(source, variables, context);
  return {
    data,
    errors: (errors ?? []).map(({ message, extensions, path }) => ({
      message,
      code: extensions.code,
      path: (path ?? []).join('.'),
    })),
  };
};

const answerOf = async (
  source: string,
  variableValues: Record<string, unknown>,
  contextValue: GraphqlContext,
): Promise<ExecutionResult> => {
  const asked = { schema, variableValues, contextValue };
  const document = parse(source);
  if (getOperationAST(document)?.operation !== 'subscription') return graphql({ ...asked, source });
  const answer = await subscribe({ ...asked, document });
  if (!(Symbol.asyncIterator in answer)) return answer;
  const events: ExecutionResult[] = [];
  for await (const event of answer) events.push(event);
  // all events of a field under its name
  const names = Object.keys(events[0]?.data ?? {});
  return {
    data: Object.fromEntries(names.map((name) => [name, events.map(({ data }) => data?.[name])])),
    errors: events.flatMap(({ errors }) => errors ?? []),
  };
};

/** A feed that tells of a start and then of these changes, whosever they are. */
export const tells = (changes: readonly ChangeNote[] = []): Live => ({
  place: null,
  idle: null,
  follow: async function* () {
    yield { afresh: true, changes: [], cursor: 'start' };
    yield { afresh: false, changes: [...changes], cursor: 'end' };
  },
});

export const globalId = (type: string, id: string): string => encodeGlobalID(type, id);
