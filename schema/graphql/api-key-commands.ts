import { createApiKey, mostKeys, revokeApiKey } from '../database/tenants/api-keys.ts';
import { actorOf, signedIn } from './access.ts';
import { ApiKeyRef, apiKeyRows } from './api-key.ts';
import { builder } from './builder.ts';
import { InvalidInput, InvalidInputRef, NotFound, NotFoundRef } from './command-result.ts';
import { idOf } from './ids.ts';
import { KeyScopeEnum } from './key-scope.ts';
import { rowsById } from './loaders.ts';

const longestName = 100;

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'What the key is for, what it may do, and until when.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is for, at most 100 characters.' }),
    scopes: t.field({ type: [KeyScopeEnum], required: true, description: 'What it may do; at least one.' }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it ends by itself. Left out, it stands until it is revoked.',
    }),
  }),
});

interface CreatedKey {
  id: string;
  secret: string;
}

const CreatedKeyRef = builder.objectRef<CreatedKey>('CreatedApiKey').implement({
  description: 'A new key.',
  fields: (t) => ({
    key: t.field({ type: ApiKeyRef, description: 'What is kept of it.', resolve: ({ id }) => id }),
    secret: t.exposeString('secret', {
      description: 'The key itself, to be sent as `Authorization: Bearer …`. It is shown this once.',
    }),
  }),
});

const CreateApiKeyResult = builder.unionType('CreateApiKeyResult', {
  description: 'The new key, or what has to be mended.',
  types: [CreatedKeyRef, InvalidInputRef],
  resolveType: (value) => (value instanceof InvalidInput ? InvalidInputRef : CreatedKeyRef),
});

builder.mutationField('createApiKey', (t) =>
  t.field({
    type: CreateApiKeyResult,
    description:
      'Makes a key for a system of the business. Keys manage neither people nor keys. Every call makes another key, since none can be shown twice.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'What it is for.' }) },
    resolve: async (_root, { input }, context) => {
      const { tenantId } = signedIn(context);
      const name = input.name.trim();
      if (name === '' || name.length > longestName)
        return new InvalidInput('name', `1 to ${longestName} characters`);
      const scopes = [...new Set(input.scopes)];
      if (scopes.length === 0) return new InvalidInput('scopes', 'at least one scope');
      const expiresAt = input.expiresAt ?? null;
      if (expiresAt && expiresAt.getTime() <= Date.now())
        return new InvalidInput('expiresAt', 'an instant that is yet to come');
      const wanted = { tenantId, name, scopes, expiresAt, actor: actorOf(context) };
      const made = await context.db.inTenant(tenantId, (tx) => createApiKey(tx, wanted));
      return made === 'tooMany' ? new InvalidInput('name', `at most ${mostKeys} keys in force`) : made;
    },
  }),
);

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'Which key ends.',
  fields: (t) => ({ keyId: t.id({ required: true, description: 'The global id of the key.' }) }),
});

const RevokeApiKeyResult = builder.unionType('RevokeApiKeyResult', {
  description: 'The key as it is now, or what has to be mended.',
  types: [ApiKeyRef, InvalidInputRef, NotFoundRef],
  resolveType: (value) => {
    if (value instanceof InvalidInput) return InvalidInputRef;
    return value instanceof NotFound ? NotFoundRef : ApiKeyRef;
  },
});

builder.mutationField('revokeApiKey', (t) =>
  t.field({
    type: RevokeApiKeyResult,
    description: 'Ends a key at once and for good. A second call changes nothing.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: 'Which key.' }) },
    resolve: async (_root, { input }, context) => {
      const { tenantId } = signedIn(context);
      const id = idOf('ApiKey', input.keyId);
      if (!id) return new InvalidInput('keyId', 'the global id of a key');
      const change = { tenantId, id, actor: actorOf(context) };
      await context.db.inTenant(tenantId, (tx) => revokeApiKey(tx, change));
      ApiKeyRef.getDataloader(context).clearAll();
      const [key] = await rowsById(context, apiKeyRows, [id]);
      return key ?? new NotFound('ApiKey');
    },
  }),
);
