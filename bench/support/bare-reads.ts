// Run as a process of its own: the least that Express and pg can do to read the same rows, to compare with.
import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';
import type { SentSql } from './recorded-sql.ts';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 20 });
const { tenantId, reads } = JSON.parse(process.argv[3] ?? '{}') as { tenantId: string; reads: SentSql[] };

const app = express();
app.post('/', express.json(), async (_request, response) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('app.tenant', $1, true)`, [tenantId]);
    const data: unknown[] = [];
    for (const { text, values } of reads) data.push((await client.query(text, values)).rows);
    await client.query('commit');
    response.json({ data });
  } finally {
    client.release();
  }
});
const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));

// with the measurement, however that ends
process.once('disconnect', () => process.exit(0));
