import { button, facts, text } from '../blocks.ts';
import type { Write } from './write.ts';

export const account: Write<'account'> = (data, { business, words }) => {
  const { mails, until, at, device } = words.accounts;
  const say = mails[data.kind];
  const opening = say.text(business, data.by ?? business);
  return {
    subject: say.subject(business),
    preview: opening,
    reason: 'account',
    blocks: [
      text(words.hello(data.name)),
      text(opening),
      ...(say.button ? button(say.button, data.url) : []),
      ...(data.url && data.at ? [text(until(data.at))] : []),
      ...facts([
        [at, data.url ? null : data.at],
        [device, data.device],
      ]),
      text(say.otherwise),
    ],
  };
};
