// Files of leads, as they come: no server.
import { describe, expect, test } from 'vitest';
import { createDecoder } from '../../api/imports/decode.ts';
import { readCsv } from '../../api/imports/read-csv.ts';

/** The bytes in pieces of so many. */
async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (bytes: Buffer | string, size = 7) => {
  const file = await readCsv(pieces(Buffer.from(bytes as string), size));
  const rows: [number, string[]][] = [];
  for await (const { number, cells } of file.rows) rows.push([number, cells]);
  return { header: file.header, delimiter: file.delimiter, encoding: file.encoding(), rows };
};

const text = 'Name;Größe\r\nJosé;„groß“\r\nOlga;5\r\n';
const latin = Buffer.from([...text].map((c) => ({ '„': 0x84, '“': 0x93 })[c] ?? c.charCodeAt(0)));
const wide = Buffer.from(text, 'utf16le');

describe('a file is read', () => {
  test.each([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`), 'utf-8'],
    ['Windows-1252', latin, 'windows-1252'],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 without a mark', wide, 'utf-16le'],
    ['UTF-16, the greater byte first', Buffer.from(wide).swap16(), 'utf-16be'],
  ])('as %s, in pieces of any size', async (_name, bytes, encoding) => {
    for (const size of [1, 2, 3, 5, 64, 1000])
      expect(await read(bytes, size)).toEqual({
        ...{ header: ['Name', 'Größe'], delimiter: ';', encoding },
        rows: [
          [2, ['José', '„groß“']],
          [3, ['Olga', '5']],
        ],
      });
  });

  test('as Windows-1252 whose first special character comes late', async () => {
    const late = Buffer.concat([Buffer.from(`Name\n${'plain\n'.repeat(30_000)}`), Buffer.from([0xe9, 0x0a])]);
    const { rows, encoding } = await read(late, 1024);
    expect([rows.length, rows.at(-1), encoding]).toEqual([30_001, [30_002, ['é']], 'windows-1252']);
  });

  test('with quotes, line breaks in cells and empty rows, numbered as in a spreadsheet', async () => {
    const { rows } = await read('a,b\n"x, ""y""","1\n2"\n\n,\n5" pipe,z\nlast,row');
    expect(rows).toEqual([
      [2, ['x, "y"', '1\n2']],
      [5, ['5" pipe', 'z']],
      [6, ['last', 'row']],
    ]);
  });

  test('with rows of any width: whoever reads them says what is wrong with them', async () => {
    expect((await read('a,b\n1\n1,2,3')).rows).toEqual([
      [2, ['1']],
      [3, ['1', '2', '3']],
    ]);
  });
});

describe('a file is refused, with what was expected', () => {
  test.each([
    ['', 'a header row'],
    [' , \n', 'a header row'],
    ['a,b\n"1,2\n3,4', 'a quote that is closed again'],
    [`${'x'.repeat(70_000)}`, 'a header row of at most 64 KB'],
    [`a\n${'y'.repeat(200_000)}\n`, 'rows of at most 128 KB'],
  ])('%#', async (bytes, expected) => {
    await expect(read(bytes, 4096)).rejects.toThrow(expected);
  });

  test('when it is not the encoding throughout that it began as', async () => {
    const mixed = Buffer.concat([Buffer.from(`é${'x'.repeat(100)}`), Buffer.from([0xe9, 0x41])]);
    const decoder = createDecoder();
    decoder.write(mixed.subarray(0, 90));
    expect(() => decoder.write(mixed.subarray(90))).toThrow('utf-8 from beginning to end');
  });

  test('and whoever sends it is not waited for any longer', async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        asked += 1;
        yield Buffer.from(asked === 1 ? 'a\n' : 'x'.repeat(65_536));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    const { rows } = await readCsv(endless());
    const all = async () => {
      for await (const row of rows) expect(row.number).toBe(2);
    };
    await expect(all()).rejects.toThrow('at most 128 KB');
    const then = asked;
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBeLessThanOrEqual(then + 1);
  });
});
