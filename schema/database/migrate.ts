import { openOrm } from './database.ts';
import { grants } from './migrations/routing-functions.ts';

/** Brings the database up to date and gives the application's role its rights. A second call changes nothing. */
export const migrate = async (ownerUrl: string): Promise<void> => {
  const orm = await openOrm(ownerUrl);
  try {
    await orm.migrator.up();
    await orm.em.getConnection().execute(grants);
  } finally {
    await orm.close();
  }
};
