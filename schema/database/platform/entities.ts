import { defineEntity, p } from '@mikro-orm/core';

/**
 * Somebody of the platform, who may enter one business at a time. In the routing area, to which the application has no
 * right: it asks through two functions, and only the owner of the database makes, changes and lists them.
 */
export const SuperAdmin = defineEntity({
  name: 'SuperAdmin',
  tableName: 'super_admin',
  schema: 'routing',
  properties: {
    id: p.uuid().primary(),
    createdAt: p.datetime(6).defaultRaw('now()'),
    /** keyed, as of every log-in */
    emailHash: p.string().unique(),
    /** by which operators know them; no business is told it */
    name: p.string(),
    passwordHash: p.text(),
    passwordSetAt: p.datetime(6).defaultRaw('now()'),
    disabledAt: p.datetime(6).nullable(),
  },
});
