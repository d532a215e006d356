const yes = [
  'yes',
  'y',
  'true',
  '1',
  'x',
  'on',
  'ja',
  'j',
  'oui',
  'si',
  'sí',
  'sì',
  'sim',
  'evet',
  'да',
  'نعم',
];
const no = ['no', 'n', 'false', '0', '-', 'off', 'nein', 'non', 'não', 'nao', 'hayır', 'hayir', 'нет', 'لا'];

/** What somebody wrote into a column of yes and no; null when it is neither. */
export const yesOrNo = (text: string): 'yes' | 'no' | null => {
  const word = text.trim().normalize('NFC').toLowerCase();
  if (yes.includes(word)) return 'yes';
  return no.includes(word) ? 'no' : null;
};
