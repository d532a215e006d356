import { encodeGlobalID } from '@pothos/plugin-relay';
import { recordChange } from '../database/audit/record-change.ts';
import { endSessions } from '../database/tenants/end-sessions.ts';
import { actorOf, signedIn } from './access.ts';
import { builder } from './builder.ts';
import { InvalidInput, InvalidInputRef, NotFound, NotFoundRef } from './command-result.ts';
import type { GraphqlContext } from './context.ts';
import { idOf } from './ids.ts';
import { pageCost } from './limits.ts';
import { type AnySelect, pageOf, sliced } from './pages.ts';
import { type RowOf, type Rows, read, source } from './rows.ts';
import { ViewerRef } from './viewer.ts';
import type { StaffViewer } from './who-asks.ts';

const pageSize = 20;
const rows = source('staff_session', [
  ...['id', 'createdAt', 'userId', 'expiresAt', 'endedAt', 'refreshedAt', 'device'],
] as const);
type SessionRow = RowOf<typeof rows>;

// no type with a global id that `node` answers: a colleague's sessions are nobody's business
const SessionRef = builder.objectRef<SessionRow>('Session').implement({
  description: 'A log-in of one’s own on some device. It lasts until it is ended, thirty days at most.',
  fields: (t) => ({
    id: t.id({
      description: 'By which `endSession` ends it.',
      resolve: ({ id }) => encodeGlobalID('Session', id),
    }),
    device: t.exposeString('device', {
      nullable: true,
      description:
        'With what it began: the program and the system, as “Firefox, Windows”; null when unknown.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it began, with a password.' }),
    lastUsedAt: t.field({
      type: 'DateTime',
      description: 'When it was last refreshed: whoever uses it does so every quarter of an hour.',
      resolve: ({ createdAt, refreshedAt }) => refreshedAt ?? createdAt,
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'When the password is asked for again.',
    }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was ended; the list leaves it out since.',
    }),
    current: t.boolean({
      description: 'Whether it is the session that asks.',
      resolve: ({ id }, _args, { viewer }) => viewer?.kind === 'staff' && viewer.sessionId === id,
    }),
  }),
});

const openSessions = (tables: Rows, { userId }: StaffViewer) =>
  tables
    .selectFrom('staff_session')
    .select(rows.columns)
    .where('userId', '=', userId)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', new Date());

builder.objectField(ViewerRef, 'sessions', (t) =>
  t.connection(
    {
      type: SessionRef,
      description: `Where one is signed in, newest first; ${pageSize} unless asked for more. Empty for anybody but staff.`,
      complexity: pageCost(pageSize),
      resolve: (viewer, args, context) =>
        pageOf<SessionRow>(args, pageSize, async (slice) => {
          if (viewer.kind !== 'staff') return [];
          return read(context, (tables) => {
            const sessions = openSessions(tables, viewer) as unknown as AnySelect<SessionRow>;
            return sliced(sessions, 'createdAt', slice).execute();
          });
        }),
    },
    { name: 'SessionConnection' },
    { name: 'SessionEdge' },
  ),
);

const EndSessionResult = builder.unionType('EndSessionResult', {
  description: 'The session that was ended, or what has to be mended.',
  types: [SessionRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : SessionRef;
  },
});

const EndSessionInput = builder.inputType('EndSessionInput', {
  description: 'Which session is ended.',
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The id of one of the viewer’s sessions.' }),
  }),
});

const ownSession = (context: GraphqlContext, { userId }: StaffViewer, id: string) =>
  read(context, (tables) =>
    tables
      .selectFrom('staff_session')
      .select(rows.columns)
      .where('id', '=', id)
      .where('userId', '=', userId)
      .executeTakeFirst(),
  );

builder.mutationField('endSession', (t) =>
  t.field({
    type: EndSessionResult,
    description:
      'Signs the viewer out on one device, with all that the session gave out. A second call changes nothing.',
    // the net under mutations is for what changes the business: this is one's own
    skipTypeScopes: true,
    authScopes: { viewer: true },
    args: { input: t.arg({ type: EndSessionInput, required: true, description: 'Which session.' }) },
    resolve: async (_root, { input }, context) => {
      const viewer = signedIn(context);
      const sessionId = idOf('Session', input.sessionId);
      if (!sessionId) return new InvalidInput('sessionId', 'the id of a session');
      if (viewer.kind !== 'staff' || !(await ownSession(context, viewer, sessionId)))
        return new NotFound('Session');
      const { tenantId, userId } = viewer;
      await context.db.inTenant(tenantId, async (tx) => {
        const { length } = await endSessions(tx, { tenantId, sessionId });
        if (length === 0) return;
        const change = { tenantId, actor: actorOf(context), action: 'sessionEnded', before: null };
        const subject = { kind: 'StaffUser', id: userId };
        await recordChange(tx, { ...change, subject, after: { sessionId } });
      });
      return (await ownSession(context, viewer, sessionId)) ?? new NotFound('Session');
    },
  }),
);
