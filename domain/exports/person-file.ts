/** The name of the shape of the file: another one when what is there is named or nested otherwise. */
export const personFormat = 'leadline-person-1';

/** What stands at the head of a person's file. */
export interface PersonHead {
  business: string;
  writtenAt: string;
  /** the ids of the leads that they were */
  leads: readonly string[];
}

/** The rows of one table, as a page of them or as all. */
export interface PersonSection {
  name: string;
  about: string;
}

const json = (value: unknown, depth: number): string =>
  JSON.stringify(value, null, 2).replaceAll('\n', `\n${'  '.repeat(depth)}`);

/**
 * A person's file as JSON, made of pieces that follow each other: what stands at the head, each section opened, its rows,
 * closed, and the end. Put together they are one JSON text, with a line for each value, so that people can read it.
 */
export const personFile = {
  head: ({ business, writtenAt, leads }: PersonHead): string => {
    const head = { format: personFormat, business, writtenAt, leads };
    return `${json(head, 0).slice(0, -2)},\n  "sections": {`;
  },
  open: ({ name, about }: PersonSection, isFirst: boolean): string =>
    `${isFirst ? '' : ','}\n    ${JSON.stringify(name)}: {\n      "about": ${JSON.stringify(about)},\n      "entries": [`,
  entry: (row: unknown, isFirst: boolean): string => `${isFirst ? '' : ','}\n        ${json(row, 4)}`,
  close: (isEmpty: boolean): string => `${isEmpty ? '' : '\n      '}]\n    }`,
  end: (sound: unknown): string => `\n  },\n  "sound": ${json(sound, 1)}\n}\n`,
};
