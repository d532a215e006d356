import { OpenaiRefusal } from './errors.ts';

export const responseModels = ['gpt-6-luna', 'gpt-6.1-sol'];
export const embeddingModels = ['text-embedding-3-small'];

function describe(id: string) {
  return { id, object: 'model', created: 1_790_035_200, owned_by: 'openai', shutdown_date: null };
}

/** `GET /models`: the models that this sandbox knows. */
export function listModels() {
  return { object: 'list', data: [...responseModels, ...embeddingModels].map(describe) };
}

/** `GET /models/{id}`. */
export function findModel(id: string) {
  if ([...responseModels, ...embeddingModels].includes(id)) return describe(id);
  throw new OpenaiRefusal(404, 'model_not_found', `The model '${id}' does not exist.`, 'model');
}
