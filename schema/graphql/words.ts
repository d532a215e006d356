import { builder } from './builder.ts';

const upperSnake = (word: string): string => word.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();

/** An enum made of the machine words of a contract: `noAnswer` is written `NO_ANSWER`. */
export const wordsEnum = <const Word extends string>(
  name: string,
  description: string,
  words: readonly Word[],
) =>
  builder.enumType(name, {
    description,
    values: Object.fromEntries(words.map((value) => [upperSnake(value), { value }])) as Record<
      string,
      { value: Word }
    >,
  });
