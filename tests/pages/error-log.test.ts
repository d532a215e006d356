// What the api says of a failed request, to the caller and to its log.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import express from 'express';
import { expect, test } from 'vitest';
import { onError } from '../../api/on-error.ts';
import { createLogger } from '../../integrations/log/logger.ts';

test('a failed request is logged by its route: a link’s token opens an appointment and stays out', async () => {
  const lines: string[] = [];
  const destination = new Writable({
    write: (line, _encoding, done) => {
      lines.push(String(line));
      done();
    },
  });
  const app = express()
    .get('/a/:token', () => {
      throw new Error('for ada@example.com');
    })
    .use(onError({ log: createLogger({ name: 'test', level: 'info', destination }) }));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/a/the-secret-token`);
  server.close();
  expect(answer.status).toBe(503);
  expect(await answer.text()).toBe('{"error":"unavailable"}');
  expect(lines.join()).toContain('/a/:token');
  expect(lines.join()).not.toMatch(/the-secret-token|ada@example/);
});
