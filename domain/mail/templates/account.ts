import { button, facts, text } from '../blocks.ts';
import type { Write } from './write.ts';

export const account: Write<'account'> = (data, { business, words }) => {
  const { mails, until, at, device } = words.accounts;
  const say = mails[data.kind];
  const opening = say.text(business, data.by ?? business);
  const way = say.button ? button(say.button, data.url) : [];
  // a link that stands for a while is what the mail is for
  const isForLink = data.at !== null;
  return {
    subject: say.subject(business),
    preview: opening,
    reason: 'account',
    blocks: [
      text(words.hello(data.name)),
      text(opening),
      ...(isForLink ? way : []),
      ...(data.url && data.at ? [text(until(data.at))] : []),
      ...facts([
        [at, data.url ? null : data.at],
        [device, data.device],
      ]),
      text(say.otherwise),
      // what is to be done only if it was somebody else comes after that is said
      ...(isForLink ? [] : way),
    ],
  };
};
