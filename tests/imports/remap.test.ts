// A stored file that is read another way, on a real database: checked again without a second upload, and made as it says then.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, asRole, type Data, globalId } from '../graphql/ask.ts';
import { type ImportWorld, importWorld, type Row } from './import-world.ts';

let world: ImportWorld;
beforeAll(async () => {
  world = await importWorld();
});
afterAll(() => world.close());

const remap = async (id: string, input: object, role: 'admin' | 'agent' = 'admin') => {
  const { data, errors } = await ask(
    world.db,
    asRole(world.tenantId, role),
    `mutation ($input: RemapImportInput!) { remapImport(input: $input) { __typename
      ... on LeadImport { state checked ready consentText columns { column heading } } ... on UserError { message } } }`,
    { input: { importId: globalId('LeadImport', id), ...input } },
  );
  return { answer: data?.remapImport as Data, errors };
};
const rowsOf = (id: string): Promise<Row[]> =>
  world.rows(
    'select number, state, phone, email, problems, duplicate_of, lead_id from lead_import_row where import_id = ? order by number',
    id,
  );
const statesOf = async (id: string) => (await rowsOf(id)).map(({ state }) => state);
const mailAs = (heading: string) => [{ column: 'EMAIL', heading }];

test('a file whose columns were guessed wrong is checked again as it is said, and made so', async () => {
  const id = await world.upload(
    'Name,E-Mail,Private,Phone\nAna,office,ana@mail.example,020 7183 8750\nBo,office,bo@mail.example,\nBo,office,bo@mail.example,',
    { query: { consentText: 'You may call.' } },
  );
  await world.tend(id);
  expect(await statesOf(id)).toEqual(['invalid', 'invalid', 'invalid']);

  const columns = [...mailAs('Private'), { column: 'PHONE' }];
  const { answer } = await remap(id, { columns, consentText: 'You may call me.' });
  expect(answer).toEqual({
    ...{ __typename: 'LeadImport', state: 'CHECKING', checked: 0, ready: 0, consentText: 'You may call me.' },
    columns: [
      { column: 'NAME', heading: 'Name' },
      { column: 'EMAIL', heading: 'Private' },
    ],
  });
  expect(await world.tend(id)).toMatchObject({ state: 'checked', checked: 3, made: 0 });
  expect(await rowsOf(id)).toMatchObject([
    { state: 'ready', phone: null, email: 'ana@mail.example', problems: null },
    { state: 'ready', email: 'bo@mail.example' },
    { state: 'duplicate', duplicate_of: 3 },
  ]);
  await world.start(id);
  await world.tend(id);
  expect(await world.rows('select name, phone, email from lead order by email')).toEqual([
    { name: 'Ana', phone: null, email: 'ana@mail.example' },
    { name: 'Bo', phone: null, email: 'bo@mail.example' },
  ]);
  const [kept] = await world.rows(
    `select before, after from audit_entry where action = 'importRemapped' and subject_id = ?`,
    id,
  );
  expect(kept).toMatchObject({
    before: { state: 'checked', mapping: { email: 1, phone: 3 } },
    after: { state: 'checking', mapping: { name: 0, email: 2 } },
  });
});

test('who was found by a column that is not read any more is found by it no more', async () => {
  const id = await world.upload(
    'name,email,phone\nA,a1@mail.example,020 7183 1111\nB,b1@mail.example,020 7183 1111',
  );
  await world.tend(id);
  expect(await statesOf(id)).toEqual(['ready', 'duplicate']);
  await remap(id, { columns: [{ column: 'PHONE' }] });
  await world.tend(id);
  expect(await rowsOf(id)).toMatchObject([
    { state: 'ready', phone: null },
    { state: 'ready', phone: null, duplicate_of: null },
  ]);
});

test('changed in the middle of a check, every row is read as was said last, whoever checks and however often they die', async () => {
  const people = Array.from({ length: 1_200 }, (_, n) => `r${n}@one.example,r${n}@other.example`);
  const id = await world.upload(['email,Private', ...people].join('\n'));
  const changing = world.meanwhile({
    2: () => remap(id, { columns: mailAs('Private') }),
    5: () => Promise.reject(new Error('killed')),
  });
  await expect(world.tend(id, changing)).rejects.toThrow('killed');
  await Promise.all([world.tend(id), world.tend(id)]);
  const [file] = await world.rows('select state, checked, ready, invalid from lead_import where id = ?', id);
  expect(file).toEqual({ state: 'checked', checked: 1_200, ready: 1_200, invalid: 0 });
  const read = await world.rows(
    `select count(*)::int as count from lead_import_row where import_id = ? and email like '%other.example'`,
    id,
  );
  expect(read).toEqual([{ count: 1_200 }]);
});

test('stopped in the middle of making, what was made stays, and the rest is read anew', async () => {
  const people = Array.from({ length: 300 }, (_, n) => `s${n}@one.example,s${n}@other.example`);
  const id = await world.upload(['email,Private', ...people].join('\n'));
  await world.tend(id);
  await world.start(id);
  expect((await remap(id, { columns: mailAs('Private') })).answer.message).toMatch(/stop it first/);
  const stopping = world.meanwhile({ 2: () => world.stop(id) });
  await world.tend(id, stopping);
  await remap(id, { columns: mailAs('Private') });
  expect(await world.tend(id)).toMatchObject({ state: 'checked', checked: 300, made: 200 });
  await world.start(id);
  expect(await world.tend(id)).toMatchObject({ state: 'done', made: 300 });
  const made = await world.rows(
    `select count(*) filter (where email like '%one.example')::int as before,
       count(*) filter (where email like '%other.example')::int as after from lead where email like 's%'`,
  );
  expect(made).toEqual([{ before: 200, after: 100 }]);
  expect((await remap(id, { columns: [] })).answer.message).toMatch(/one that is done stays/);
});

test.each([
  [{ columns: mailAs('Nowhere') }, /columns\.email.*a heading of the file/],
  [{ columns: [{ column: 'EMAIL' }] }, /phone numbers or of e-mail addresses/],
  [{ columns: [], consentText: 'x'.repeat(2_001) }, /consentText.*at most 2000/],
])('%j is told what has to be mended, and nothing changes', async (input, message) => {
  const id = await world.upload('name,email\nA,a2@mail.example');
  await world.tend(id);
  expect((await remap(id, input)).answer.message).toMatch(message);
  expect(await world.rows('select state, mapping from lead_import where id = ?', id)).toEqual([
    { state: 'checked', mapping: { name: 0, email: 1 } },
  ]);
});

test('it is for admins', async () => {
  const id = await world.upload('email\na3@mail.example');
  expect((await remap(id, { columns: [] }, 'agent')).errors[0]).toMatchObject({ code: 'FORBIDDEN' });
});
