import { Connection, type ConnectionOptions } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { namespace as ourNamespace, searchAttributes } from '../temporal.config.ts';

/** The numbers of the server's enum IndexedValueType. */
const typeNumbers = {
  TEXT: 1,
  KEYWORD: 2,
  INT: 3,
  DOUBLE: 4,
  BOOL: 5,
  DATETIME: 6,
  KEYWORD_LIST: 7,
} as const;

const alreadyExists = 6;

/** Whether a server answers there and has our namespace. */
export async function isServing(address: string, namespace = ourNamespace): Promise<boolean> {
  try {
    return await connected({ address, connectTimeout: '1 second' }, async (connection) => {
      await connection.withDeadline(Date.now() + 1000, () =>
        connection.workflowService.describeNamespace({ namespace }),
      );
      return true;
    });
  } catch {
    return false;
  }
}

/** Makes the namespace and the search attributes that a server lacks; what is there stays as it is. */
export async function registerNamespace(
  options: ConnectionOptions,
  namespace = ourNamespace,
): Promise<string[]> {
  return await connected(options, async (connection) => {
    await makeNamespace(connection, namespace);
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.values(searchAttributes).filter(({ name }) => !(name in (customAttributes ?? {})));
    if (missing.length > 0) {
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, typeNumbers[type]])),
      });
    }
    return missing.map(({ name }) => name);
  });
}

async function makeNamespace(connection: Connection, namespace: string): Promise<void> {
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs('30 days'),
    });
  } catch (error) {
    if ((error as { code?: number }).code !== alreadyExists) throw error;
  }
}

async function connected<T>(
  options: ConnectionOptions,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect(options);
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}
