/** What a lead may mean, by words. English, Turkish and some German. */
const patterns = {
  unclear: /^\W*(\[key .\]|m+h*m+|u+h+m*|e+r+m*|h+m+|brr+)\W*$/i,
  person:
    /\b(speak|talk) (to|with) (a |an |some)?(real |human )?(person|human|somebody|someone|colleague|consultant|body)\b|\breal person\b|mit (einem|einer) (menschen|kollegin|kollegen)|bir insanla/i,
  refusal: /^\W*(no|nope|not|hayır|nein)\b|\b(rather not|don'?t want|please don'?t|lieber nicht)\b/i,
  english: /\b(in|speak|auf) english\b|auf englisch/i,
  german: /\bdeutsch\b|\b(in|speak) german\b/i,
  turkish: /türkçe|\b(in|speak) turkish\b/i,
  stop: /\b(stop calling|never call|don'?t (ever )?call|do not (ever )?call|not call (me )?again|remove (me|my number)|take me off|unsubscribe|leave me alone|opt out|bir daha arama|beni arama|aramayın)|^\s*stop\b/i,
  wrongNumber: /\b(wrong (number|person)|yanlış numara|no one (here )?(by|with) that name)/i,
  callBack:
    /\b(call|ring|phone) (me )?(back|later|again|tomorrow|another|some other|in \d|in an?|at \d|next|on)|\b(busy|driving|in a meeting) (right |just )?now\b|\b(bad|not a good) (time|moment)\b|\bno time (right )?now\b|\bI'?m busy\b|sonra ara|yarın ara|müsait değil|meşgul/i,
  notInterested:
    /\b(not interested|no interest|don'?t (want|need) (it|this|any|that)|ilgilenmiyorum|istemiyorum)/i,
  goodbye:
    /\b(auf wiederhören|tschüss|good ?bye|bye|see you|that'?s (all|it)|have a (nice|good) day|hoşça ?kal|görüşürüz|iyi günler)/i,
  no: /^\W*(nein|no|nope|nothing|not really|nah|hayır|yok|no,? thank)/i,
  yes: /^\W*(ja|gern|yes|yeah|yep|sure|ok|okay|fine|of course|please|sounds good|perfect|great|evet|tamam|olur)/i,
  link: /\b(e-?mail|link|not (now|yet|today)|decide (later|myself)|choose (later|myself)|think about|let me check|later(?! (one|time|slot|on))|sonra|bağlantı|e-posta)/i,
  otherSlot: /\b(other|another|different|none|neither|else|next week|başka|diğer)\b|^\W*(no|nope|hayır)\b/i,
  booked:
    /\b(is|are|been|have) (now )?(booked|confirmed|reserved)\b|\bbooked (for|you|it)\b|\bI('ve| have) (booked|reserved)\b|randevunuz ayarland/i,
  number:
    /\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundert|tausend|hundred|thousand|million|lakh|crore|none|zero|bir|iki|üç|dört|beş|bin|milyon)\b/i,
  question:
    /\?|^\W*(what|how|where|when|who|why|which|do you|can you|could you|is there|are there|is it|ne|nasıl|nerede|kaç)\b/i,
} as const;

export type Meaning = keyof typeof patterns;

/** Whether the words carry the meaning. */
export function means(text: string, meaning: Meaning): boolean {
  return patterns[meaning].test(text.replace(/[’`]/g, "'"));
}

/** Lower case letters and digits with single blanks: two texts compare equal when they sound equal. */
export function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const empty = new Set(
  'the a an of to in on at is are do does you your we our i me my it and or for with can could would what how when where which who much many any have has there that this please from about tell'.split(
    ' ',
  ),
);

/** The words that carry a meaning, cut to six letters so that "deliver" meets "delivery". */
export function stems(text: string): Set<string> {
  const words = plain(text).split(' ');
  return new Set(words.filter((word) => word.length > 2 && !empty.has(word)).map((word) => word.slice(0, 6)));
}

/** A text cut after its sentences; a point within a number ends none. */
export function sentences(text: string): string[] {
  return text.match(/(?:[^.!?]|[.](?=\d))+[.!?]*/g)?.map((part) => part.trim()) ?? [];
}
