// Files of leads over HTTP, on a real database: what is taken, what is refused, and what the dry run says of the rows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ImportWorld, importWorld, type Row } from './import-world.ts';

let world: ImportWorld;
beforeAll(async () => {
  world = await importWorld();
});
afterAll(() => world.close());

const imports = () => world.rows('select * from lead_import order by created_at');
const rowsOf = (id: string): Promise<Row[]> =>
  world.rows(
    'select number, state, problems, duplicate_of, lead_id, cells from lead_import_row where import_id = ? order by number',
    id,
  );

describe('a file', () => {
  test('is stored whole, with how it was read, and no lead is made of it', async () => {
    const file = 'Vorname;Nachname;Handy;Schuhgröße\nAna;García;020 7183 8750;38\nBo;;+49 151 12345678;44\n';
    const answer = await world.send(file, { query: { name: 'fair.csv' } });
    expect([answer.status, await answer.json()]).toEqual([
      201,
      {
        importId: expect.any(String),
        ...{ state: 'checking', rows: 2, encoding: 'utf-8', delimiter: ';' },
        columns: { firstName: 'Vorname', lastName: 'Nachname', phone: 'Handy' },
        notRead: ['Schuhgröße'],
      },
    ]);
    const [stored] = await imports();
    expect(stored).toMatchObject({ file_name: 'fair.csv', uploaded_by: 'staff:admin', total: 2 });
    expect(await world.rows('select count(*)::int as count from lead')).toEqual([{ count: 0 }]);
    const kept = await world.rows(`select action, after from audit_entry where action = 'importUploaded'`);
    expect(kept).toEqual([{ action: 'importUploaded', after: { fileName: 'fair.csv', total: 2 } }]);
  });

  test('sent again under its key is the same import, however often and at once', async () => {
    const body = `email\n${Array.from({ length: 1_200 }, (_, n) => `k${n}@mail.example`).join('\n')}`;
    const headers = { 'idempotency-key': 'desk-7' };
    const ids = await Promise.all([world.upload(body, { headers }), world.upload(body, { headers })]);
    ids.push(await world.upload('email\nother@mail.example', { headers }));
    expect(new Set(ids).size).toBe(1);
    expect(await rowsOf(ids[0] ?? '')).toHaveLength(1_200);
  });

  test('is read as somebody says, where its headings do not', async () => {
    const answer = await world.send('Kontakt,Nummer\nAna,020 7183 8750', {
      query: { 'map.name': 'Kontakt', 'map.phone': 'Nummer', consentText: 'Call me.' },
    });
    expect(await answer.json()).toMatchObject({ columns: { name: 'Kontakt', phone: 'Nummer' }, notRead: [] });
  });
});

describe('a file is refused', () => {
  const wide = `email\n${'a@mail.example\n'.repeat(700)}"never closed`;
  test.each<[string, string, Parameters<ImportWorld['send']>[1], number, string]>([
    ['from nobody', 'email\na@b.example', { role: null }, 401, 'authorization'],
    ['from an agent', 'email\na@b.example', { role: 'agent' }, 403, 'role'],
    ['from a viewer', 'email\na@b.example', { role: 'viewer' }, 403, 'role'],
    ['that is no CSV', '{}', { headers: { 'content-type': 'application/json' } }, 415, 'content-type'],
    ['that is empty', '', {}, 400, 'body'],
    ['without rows', 'email\n', {}, 400, 'body'],
    ['by which nobody can be reached', 'name\nAna', {}, 400, 'map'],
    [
      'of which a heading is not there',
      'email\na@b.example',
      { query: { 'map.phone': 'Tel' } },
      400,
      'map.phone',
    ],
    [
      'with a column that there is not',
      'email\na@b.example',
      { query: { 'map.shoe': 'email' } },
      400,
      'map.shoe',
    ],
    ['that breaks off after hundreds of rows', wide, {}, 400, 'body'],
    ['under no key', 'email\na@b.example', { headers: { 'idempotency-key': '' } }, 400, 'Idempotency-Key'],
  ])('%s, and nothing of it is kept', async (_what, body, how, status, field) => {
    const count =
      'select (select count(*) from lead_import)::int + (select count(*) from lead_import_row)::int as n';
    const before = await world.rows(count);
    const answer = await world.send(body, how);
    expect([answer.status, ((await answer.json()) as Row).problems[0].field]).toEqual([status, field]);
    expect(await world.rows(count)).toEqual(before);
  });
});

describe('the dry run', () => {
  test('says what is wrong with each row, and who is there twice or already, and makes no lead', async () => {
    await world.bring('name,email,phone\nKnown,known@mail.example,020 7183 0001');
    const [known] = await world.rows('select id from lead');
    const id = await world.upload(
      [
        'name,email,phone,consent',
        'Ana,ana@mail.example,020 7183 8750,',
        'Bo,not-an-address,12,perhaps',
        '"Ana, again",,+44 20 7183 8750,',
        'Mail twin,ANA@mail.example,,',
        'Known by mail,known@mail.example,,',
        'Known by number,,020 7183 0001,',
        'Too,few',
        '=cmd(),eve@mail.example,,',
      ].join('\n'),
    );
    expect(await world.tend(id)).toMatchObject({ kind: 'over', state: 'checked', checked: 8, made: 0 });
    const found = await rowsOf(id);
    expect(
      found.map(({ number, state, duplicate_of, lead_id }) => [number, state, duplicate_of, lead_id]),
    ).toEqual([
      [2, 'ready', null, null],
      [3, 'invalid', null, null],
      [4, 'duplicate', 2, null],
      [5, 'duplicate', 2, null],
      [6, 'duplicate', null, known.id],
      [7, 'duplicate', null, known.id],
      [8, 'invalid', null, null],
      [9, 'ready', null, null],
    ]);
    expect(found[1]?.problems.map(({ column }: Row) => column)).toEqual(['phone', 'email', 'consent']);
    const [file] = await world.rows(
      'select ready, invalid, duplicate, made from lead_import where id = ?',
      id,
    );
    expect(file).toEqual({ ready: 2, invalid: 2, duplicate: 4, made: 0 });
    expect(await world.rows('select count(*)::int as count from lead')).toEqual([{ count: 1 }]);
  });

  test('is answered as a file to mend, in which nothing runs as a formula', async () => {
    const id = await world.upload(
      'name,email\n"=HYPERLINK(""http://x"")",nobody\nTwin,t@mail.example\nTwin,t@mail.example',
    );
    await world.tend(id);
    expect((await world.problems(id, 'agent')).status).toBe(403);
    const answer = await world.problems(id);
    expect(answer.headers.get('content-disposition')).toContain('problems.csv');
    expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe(
      [
        '\uFEFFrow,problems,name,email',
        `2,email: expected an e-mail address,"'=HYPERLINK(""http://x"")",nobody`,
        '4,is the same person as row 3,Twin,t@mail.example',
        '',
      ].join('\r\n'),
    );
    const german = await world.upload('name;email\nTwin;nobody');
    await world.tend(german);
    expect(await (await world.problems(german)).text()).toContain(
      '2;email: expected an e-mail address;Twin;nobody',
    );
    expect((await world.problems('01900000-0000-7000-8000-000000000000')).status).toBe(404);
  });
});
