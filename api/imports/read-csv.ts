import { CsvError, parse } from 'csv-parse';
import { type Delimiter, delimiterOf, headerLine } from '../../domain/imports/delimiter.ts';
import { createDecoder, type Encoding } from './decode.ts';
import { UploadRefused } from './upload-refused.ts';

/** One row of a file, numbered as spreadsheets number them: the header is row 1. */
export interface CsvRow {
  number: number;
  cells: string[];
}

/** A file as it turned out to be. */
export interface CsvFile {
  header: string[];
  delimiter: Delimiter;
  encoding(): Encoding;
  /** every row that is not empty, as it comes in; throws `UploadRefused` where the file cannot be read on */
  rows: AsyncIterable<CsvRow>;
}

const longestHeader = 64 * 1024;
const longestRow = 128 * 1024;

/** Reads CSV as it comes in, whatever its encoding and delimiter: nothing but the piece that is read is held in memory. */
export const readCsv = async (pieces: AsyncIterable<Buffer>): Promise<CsvFile> => {
  const decoder = createDecoder();
  const text = decoded(pieces, decoder);
  let beginning = '';
  let header: string | null = null;
  while (header === null) {
    const { value, done } = await text.next();
    if (done) header = beginning;
    else {
      beginning += value;
      header = headerLine(beginning);
    }
    if ((header ?? beginning).length > longestHeader)
      throw new UploadRefused('body', 'a header row of at most 64 KB');
  }
  const delimiter = delimiterOf(header);
  const all = records(before(beginning, text), delimiter);
  const first = await all.next();
  if (first.done || first.value.cells.every((cell) => cell.trim() === ''))
    throw new UploadRefused('body', 'a header row, and rows below it');
  return {
    header: first.value.cells.map((cell) => cell.trim()),
    delimiter,
    encoding: decoder.encoding,
    rows: all,
  };
};

async function* decoded(
  pieces: AsyncIterable<Buffer>,
  decoder: ReturnType<typeof createDecoder>,
): AsyncGenerator<string, undefined> {
  for await (const piece of pieces) yield decoder.write(piece);
  yield decoder.end();
}

async function* before(beginning: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield beginning;
  yield* rest;
}

async function* records(
  text: AsyncIterable<string>,
  delimiter: Delimiter,
): AsyncGenerator<CsvRow, undefined> {
  const parser = parse({
    ...{ delimiter, info: true, relaxColumnCount: true, relaxQuotes: true, skipEmptyLines: true },
    maxRecordSize: longestRow,
  });
  const writing = write(text, parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      // a row of delimiters alone is how spreadsheets write an empty one
      if (record.every((cell) => cell.trim() === '')) continue;
      yield { number: info.records + info.empty_lines, cells: record };
    }
  } catch (failure) {
    if (failure instanceof CsvError) throw unreadable(failure);
    throw failure;
  } finally {
    parser.destroy();
    await writing;
  }
}

interface ParsedRecord {
  record: string[];
  info: { records: number; empty_lines: number };
}

/** Never more than the parser wants: it waits for whoever takes the rows, and so does the sender. */
const write = async (text: AsyncIterable<string>, parser: ReturnType<typeof parse>): Promise<void> => {
  try {
    for await (const piece of text) {
      if (parser.destroyed) return;
      if (piece === '' || parser.write(piece)) continue;
      await drained(parser);
    }
    parser.end();
  } catch (failure) {
    parser.destroy(failure as Error);
  }
};

/** Until the parser takes more, or none at all any more. */
const drained = (parser: ReturnType<typeof parse>): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      parser.off('drain', done).off('close', done);
      resolve();
    };
    parser.on('drain', done).on('close', done);
  });

const unreadable = ({ code, lines }: CsvError & { lines?: unknown }): UploadRefused => {
  const line = typeof lines === 'number' ? ` (line ${lines})` : '';
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return new UploadRefused('body', `a quote that is closed again${line}`);
  if (code === 'CSV_MAX_RECORD_SIZE') return new UploadRefused('body', `rows of at most 128 KB${line}`);
  return new UploadRefused('body', `CSV that can be read${line}`);
};
