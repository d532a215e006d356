/** How people say yes and no when they are asked something, by language. What says yes with a no in it stands first. */
interface YesAndNo {
  /** a yes that would be read as a no: looked for before everything else */
  idioms: readonly string[];
  yes: readonly string[];
  no: readonly string[];
}

const words: Record<string, YesAndNo> = {
  en: {
    idioms: ['no problem', 'no objection', 'no objections', 'why not', 'i dont mind', 'i do not mind'],
    yes: 'yes|yeah|yep|yup|sure|ok|okay|fine|alright|all right|of course|certainly|absolutely|please do|go ahead|you may|you can|sounds good|perfect|i agree|agreed|gladly|by all means'.split(
      '|',
    ),
    no: 'no|nope|nah|not|never|dont|cant|cannot|wont|wouldnt|shouldnt|isnt|stop|without|rather|refuse|but|unless|only if'.split(
      '|',
    ),
  },
  de: {
    idioms: ['kein problem', 'nichts dagegen', 'warum nicht', 'keine einwande', 'macht nichts'],
    yes: 'ja|jawohl|gern|gerne|klar|naturlich|sicher|okay|ok|in ordnung|einverstanden|von mir aus|passt|meinetwegen'.split(
      '|',
    ),
    no: 'nein|ne|nee|nicht|kein|keine|keinen|nie|niemals|lieber|ungern|ohne|aber|ausser|nur wenn'.split('|'),
  },
  tr: {
    idioms: ['sorun yok', 'sorun degil', 'fark etmez', 'neden olmasin', 'mahsuru yok', 'sakincasi yok'],
    yes: 'evet|tamam|tamamdir|olur|tabii|tabi|elbette|kabul|kabul ediyorum|peki|uygun'.split('|'),
    no: 'hayir|yok|olmaz|degil|istemem|istemiyorum|etmeyin|kaydetmeyin|etmiyorum|ama|fakat|asla|hic'.split(
      '|',
    ),
  },
  es: {
    idioms: ['no hay problema', 'por que no', 'no me importa'],
    yes: 'si|claro|vale|de acuerdo|por supuesto|bueno|adelante|esta bien|ok|okay'.split('|'),
    no: 'no|nunca|jamas|tampoco|sin|pero|prefiero'.split('|'),
  },
  fr: {
    idioms: ['pas de probleme', 'pourquoi pas', 'pas de souci', 'aucun probleme'],
    yes: 'oui|ouais|d accord|bien sur|volontiers|certainement|allez y|ok|okay|entendu'.split('|'),
    no: 'non|pas|jamais|sans|mais|plutot|aucun|aucune'.split('|'),
  },
  it: {
    idioms: ['nessun problema', 'perche no', 'non c e problema', 'non mi dispiace'],
    yes: 'si|certo|va bene|d accordo|certamente|volentieri|prego|ok|okay'.split('|'),
    no: 'no|non|mai|senza|ma|pero|preferisco|nessun'.split('|'),
  },
  nl: {
    idioms: ['geen probleem', 'geen bezwaar', 'waarom niet'],
    yes: 'ja|zeker|prima|goed|akkoord|natuurlijk|graag|oke|ok|okay'.split('|'),
    no: 'nee|niet|geen|nooit|liever|zonder|maar'.split('|'),
  },
  pt: {
    idioms: ['sem problema', 'nao ha problema', 'por que nao', 'porque nao'],
    yes: 'sim|claro|pode|pode ser|esta bem|tudo bem|concordo|com certeza|ok|okay'.split('|'),
    no: 'nao|nunca|jamais|sem|mas|prefiro'.split('|'),
  },
  pl: {
    idioms: ['nie ma problemu', 'nie ma sprawy', 'czemu nie'],
    yes: 'tak|jasne|oczywiscie|dobrze|zgoda|zgadzam sie|prosze|ok|okej'.split('|'),
    no: 'nie|nigdy|bez|ale|wole'.split('|'),
  },
  ru: {
    idioms: ['без проблем', 'не против', 'почему нет', 'не возражаю'],
    yes: 'да|конечно|хорошо|ладно|согласен|согласна|можно|пожалуйста|ок'.split('|'),
    no: 'нет|не|никогда|нельзя|без|но'.split('|'),
  },
  ar: {
    idioms: ['لا مشكلة', 'لا مانع', 'ما في مشكلة'],
    yes: 'نعم|ايوه|اي|تمام|موافق|موافقة|طبعا|اكيد|حسنا|ماشي|تفضل'.split('|'),
    no: 'لا|ليس|لن|مش|ابدا|بدون|لكن|كلا'.split('|'),
  },
  hi: {
    idioms: ['कोई बात नहीं', 'कोई दिक्कत नहीं', 'क्यों नहीं'],
    yes: 'हाँ|हां|जी|जी हाँ|जी हां|ठीक है|ज़रूर|बिल्कुल|ओके'.split('|'),
    no: 'नहीं|मत|ना|कभी नहीं|लेकिन|बिना'.split('|'),
  },
};

// letters as they are heard and not as they are spelt: accents and the dotless i of Turkish count as none
const plain = (text: string): string =>
  text
    .toLocaleLowerCase('en')
    .replaceAll(/['’`]t\b/g, 't')
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f\u0654\u0655]/g, '')
    .normalize('NFC')
    .replaceAll('ı', 'i')
    .replaceAll(/[أإآ]/g, 'ا')
    .replaceAll('ß', 'ss')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();

const says = (said: string, phrases: readonly string[]): boolean =>
  phrases.some((phrase) => ` ${said} `.includes(` ${plain(phrase)} `));

/**
 * Whether words are a yes and nothing but a yes, in the language that is spoken or in English: a question, a condition
 * or any no among them makes them unclear. In a language that we have no words of, nothing is a clear yes.
 */
export const isClearYes = (text: string, language: string): boolean => {
  if (/[?？؟]/.test(text)) return false;
  const spoken = words[language.toLowerCase().split('-')[0] ?? ''];
  const known = [...(spoken ? [spoken] : []), words.en as YesAndNo];
  const idioms = known.flatMap((each) => each.idioms);
  const said = plain(text);
  const rest = idioms.reduce((left, idiom) => ` ${left} `.replaceAll(` ${plain(idiom)} `, ' ').trim(), said);
  if (known.some(({ no }) => says(rest, no))) return false;
  return rest !== said || known.some(({ yes }) => says(rest, yes));
};
