import { GraphQLError } from 'graphql';
import type { GraphqlContext, SignedIn } from './context.ts';

/** What a field may ask of the one who reads it. */
export interface AccessScopes {
  viewer: boolean;
  agent: boolean;
  admin: boolean;
}

/** Which scopes a request has: an agent may do what a viewer may, an admin everything. */
export const accessScopes = ({ viewer }: GraphqlContext): AccessScopes => ({
  viewer: viewer !== null,
  agent: viewer?.role === 'agent' || viewer?.role === 'admin',
  admin: viewer?.role === 'admin',
});

/** The refusal of a field, as a person reads it. */
export const accessError = ({ viewer }: Pick<GraphqlContext, 'viewer'>): GraphQLError =>
  viewer
    ? new GraphQLError(`Your role "${viewer.role}" may not do this.`, {
        extensions: { code: 'FORBIDDEN', http: { status: 403 } },
      })
    : new GraphQLError(
        'Sign in first: POST /api/auth/login, then send the token as "Authorization: Bearer …".',
        {
          extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
        },
      );

/** Who asks; refuses anonymous requests, whatever a field declares. */
export const signedIn = (context: GraphqlContext): SignedIn => {
  if (!context.viewer) throw accessError(context);
  return context.viewer;
};
