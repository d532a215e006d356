import type { ServerResponse } from 'node:http';
import type { VendorAnswer } from './vendor.ts';

const types = { json: 'application/json; charset=utf-8', text: 'text/plain; charset=utf-8' };

function bodyOf(answer: VendorAnswer): { type: string | null; bytes: Buffer } {
  if ('json' in answer) return { type: types.json, bytes: Buffer.from(JSON.stringify(answer.json)) };
  if ('text' in answer) return { type: types.text, bytes: Buffer.from(answer.text) };
  if ('bytes' in answer) return { type: null, bytes: Buffer.from(answer.bytes) };
  return { type: null, bytes: Buffer.alloc(0) };
}

async function writeStream(
  response: ServerResponse,
  answer: VendorAnswer & { stream: AsyncIterable<string | Uint8Array> },
  signal: AbortSignal,
): Promise<string> {
  const written: string[] = [];
  response.writeHead(answer.status, answer.headers);
  response.flushHeaders();
  for await (const part of answer.stream) {
    if (signal.aborted) break;
    response.write(part);
    written.push(typeof part === 'string' ? part : Buffer.from(part).toString('utf8'));
  }
  response.end();
  return written.join('');
}

/** Writes an answer and returns its body as the record keeps it. */
export async function writeAnswer(
  response: ServerResponse,
  answer: VendorAnswer,
  signal: AbortSignal,
): Promise<string> {
  if ('stream' in answer) return writeStream(response, answer, signal);
  const { type, bytes } = bodyOf(answer);
  const headers = { ...(type ? { 'content-type': type } : {}), ...answer.headers };
  response.writeHead(answer.status, { ...headers, 'content-length': bytes.length });
  response.end(bytes);
  return 'bytes' in answer ? `(${bytes.length} bytes)` : bytes.toString('utf8');
}
