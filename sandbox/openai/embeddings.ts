import { badParameter, OpenaiRefusal } from './errors.ts';
import { embeddingModels } from './models.ts';
import { stems } from './talk-words.ts';

interface EmbeddingRequest {
  model?: string;
  input?: unknown;
  encoding_format?: string;
  dimensions?: number;
  user?: string;
}

const known = ['model', 'input', 'encoding_format', 'dimensions', 'user'];
const fullLength = 1536;

function hash(word: string): number {
  let value = 2_166_136_261;
  for (const letter of word) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return value;
}

/** A vector by words: texts that share words lie near each other, the same text gives the same vector. */
export function embed(text: string, length: number): number[] {
  const vector = new Array<number>(length).fill(0);
  for (const word of [...stems(text), '']) {
    for (let turn = 0; turn < 4; turn += 1) {
      const value = hash(`${turn}:${word}`);
      const place = value % length;
      vector[place] = (vector[place] ?? 0) + (value & 0x10000 ? 1 : -1) * (word ? 1 : 0.1);
    }
  }
  const size = Math.hypot(...vector) || 1;
  return vector.map((value) => value / size);
}

function encode(vector: number[], format: string): number[] | string {
  return format === 'base64' ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector;
}

function readTexts(input: unknown): string[] {
  const texts = typeof input === 'string' ? [input] : input;
  if (!Array.isArray(texts) || texts.length === 0 || texts.some((text) => typeof text !== 'string')) {
    throw badParameter('input', "Invalid 'input': expected a string or a list of strings.", 'invalid_type');
  }
  if (texts.length > 2048) throw badParameter('input', "Invalid 'input': array too long. Maximum 2048.");
  if (texts.includes('')) throw badParameter('input', "'$.input' is invalid: empty string.");
  return texts;
}

/** `POST /embeddings`: base64 float32 when asked for, as the SDK does when its caller asks for nothing. */
export function makeEmbeddings(raw: unknown) {
  const body = (typeof raw === 'object' && raw !== null ? raw : {}) as EmbeddingRequest;
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown) throw badParameter(unknown, `Unknown parameter: '${unknown}'.`, 'unknown_parameter');
  if (!body.model)
    throw badParameter('model', "Missing required parameter: 'model'.", 'missing_required_parameter');
  if (!embeddingModels.includes(body.model)) {
    const why = `The model \`${body.model}\` does not exist or you do not have access to it.`;
    throw new OpenaiRefusal(404, 'model_not_found', why);
  }
  const format = body.encoding_format ?? 'float';
  if (!['float', 'base64'].includes(format)) {
    throw badParameter('encoding_format', `Invalid value: '${format}'. Supported values are: float, base64.`);
  }
  const length = body.dimensions ?? fullLength;
  if (!Number.isInteger(length) || length < 1 || length > fullLength) {
    throw badParameter('dimensions', `Invalid value for 'dimensions': must be between 1 and ${fullLength}.`);
  }
  const texts = readTexts(body.input);
  const tokens = texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
  return {
    object: 'list',
    model: body.model,
    data: texts.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: encode(embed(text, length), format),
    })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}
