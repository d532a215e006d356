// Run as a process of its own: the least that Express and pg can do about a form, to compare with.
import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 20 });
await pool.query('create table if not exists bare_form (id bigserial primary key, body jsonb not null)');

const app = express();
app.post('/', express.json(), async (request, response) => {
  await pool.query('insert into bare_form (body) values ($1)', [request.body]);
  response.status(202).json({ status: 'accepted' });
});
const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

// with the measurement, however that ends
process.once('disconnect', () => process.exit(0));
