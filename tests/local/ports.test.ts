import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { checkPorts, isFree } from '../../local/ports.ts';

const open: Server[] = [];
afterEach(() => Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done)))));

function listen(host: string): Promise<number> {
  const server = createServer();
  open.push(server);
  return new Promise((resolve) => {
    server.listen(0, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

test.each(['127.0.0.1', '0.0.0.0', '::'])(
  'a port in use on %s is told in one sentence: port, user, variable',
  async (host) => {
    const port = await listen(host);
    const told = await checkPorts([{ what: 'the api', port, variable: 'API_PORT' }]).catch(
      (error: unknown) => error,
    );
    expect(told).toMatchObject({ name: 'Problem' });
    const { message } = told as Error;
    expect(message).toContain(`Port ${port}, meant for the api, is in use`);
    if (process.platform === 'linux') expect(message).toContain(`(process ${process.pid})`);
    expect(message).toContain('set API_PORT to another port');
    expect(message).not.toContain('\n');
  },
);

test('a port that was let go is free again', async () => {
  const port = await listen('127.0.0.1');
  expect(await isFree(port)).toBe(false);
  await new Promise((done) => open.splice(0)[0]?.close(done));
  expect(await isFree(port)).toBe(true);
});
