import { type ImportColumn, type ImportMapping, importColumns } from '../../schema/contracts/imports.ts';

// as other systems head their columns, in the languages that they are exported in
const headings: Record<ImportColumn, readonly string[]> = {
  name: [
    'full name',
    'contact',
    'contact name',
    'lead',
    'ad soyad',
    'isim soyisim',
    'nombre completo',
    'nom complet',
  ],
  firstName: ['first', 'given name', 'vorname', 'ad', 'prenom', 'nombre', 'nome', 'имя'],
  lastName: [
    'last',
    'surname',
    'family name',
    'nachname',
    'soyad',
    'nom',
    'apellido',
    'apellidos',
    'cognome',
    'фамилия',
  ],
  phone: [
    ...[
      'phone number',
      'telephone',
      'tel',
      'mobile',
      'mobile phone',
      'mobile number',
      'cell',
      'cell phone',
      'whatsapp',
    ],
    ...[
      'telefon',
      'telefonnummer',
      'handy',
      'rufnummer',
      'telefono',
      'portable',
      'cep',
      'cep telefonu',
      'телефон',
    ],
  ],
  email: [
    ...['e mail', 'mail', 'email address', 'e mail address', 'e posta', 'eposta', 'correo', 'courriel'],
    ...['e mail adresse', 'emailadresse', 'почта'],
  ],
  country: ['country code', 'land', 'ulke', 'pais', 'pays', 'paese', 'страна'],
  language: ['lang', 'locale', 'sprache', 'dil', 'idioma', 'langue', 'lingua', 'язык'],
  timeZone: ['time zone', 'tz', 'zeitzone', 'saat dilimi', 'zona horaria', 'fuseau horaire'],
  interest: ['interested in', 'product', 'service', 'interesse', 'ilgi', 'interes', 'interet'],
  source: ['lead source', 'origin', 'channel', 'quelle', 'kaynak', 'origen', 'origine'],
  tags: ['tag', 'labels', 'label', 'etiketler', 'etiquetas'],
  note: [
    'notes',
    'comment',
    'comments',
    'remark',
    'remarks',
    'message',
    'notiz',
    'bemerkung',
    'not',
    'nota',
    'notas',
  ],
  assignedTo: ['assigned to', 'owner', 'assignee', 'consultant', 'zustandig', 'sorumlu', 'responsable'],
  consent: ['opt in', 'optin', 'gdpr', 'einwilligung', 'onay', 'consentimiento', 'consentement'],
  consentText: ['consent text', 'consent wording', 'einwilligungstext', 'onay metni'],
  consentAt: ['consent at', 'consent date', 'consent given at', 'einwilligung am', 'onay tarihi'],
};

/** A heading without accents, case, and whatever stands between words. */
const folded = (heading: string): string =>
  heading
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ı', 'i')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const columnOf = new Map<string, ImportColumn>(
  importColumns.flatMap((column) =>
    [column, ...headings[column]].map((heading) => [folded(heading), column] as const),
  ),
);

/** Which column of the file is which, by its heading; the first of two with one meaning counts. */
export const guessColumns = (header: readonly string[]): ImportMapping => {
  const mapping: ImportMapping = {};
  for (const [place, heading] of header.entries()) {
    const column = columnOf.get(folded(heading));
    if (column) mapping[column] ??= place;
  }
  return mapping;
};

/** A column that was named, and what is wrong with the name. */
export interface MappingProblem {
  column: string;
  expected: string;
}

/**
 * The guesses, and over them what was said: by column, the heading in the file, or an empty text for a column that is not
 * to be read. A place that was said to be something is nothing else besides.
 */
export const mapColumns = (
  header: readonly string[],
  said: Readonly<Record<string, string>>,
): { mapping: ImportMapping; problems: MappingProblem[] } => {
  const guessed = guessColumns(header);
  const problems: MappingProblem[] = [];
  const mapping: ImportMapping = {};
  for (const [name, heading] of Object.entries(said)) {
    const column = importColumns.find((known) => known === name);
    const place = header.findIndex((known) => known.trim() === heading.trim());
    if (!column) problems.push({ column: name.slice(0, 40), expected: `one of ${importColumns.join(', ')}` });
    else if (heading !== '' && place < 0) problems.push({ column, expected: 'a heading of the file' });
    else if (heading !== '') mapping[column] = place;
  }
  const taken = new Set(Object.values(mapping));
  for (const column of importColumns) {
    const place = guessed[column];
    if (place !== undefined && !(column in said) && !taken.has(place)) mapping[column] = place;
  }
  return { mapping, problems };
};
