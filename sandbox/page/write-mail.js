import { byId, draw, make, post } from './dom.js';

const bare = (address) => /<([^<>]+)>/.exec(address)?.[1] ?? address;

/** Offers every address that has written so far: those are the businesses. */
export function offerBusinesses(mails) {
  const senders = new Set(mails.filter(({ status }) => status !== 'received').map(({ from }) => bare(from)));
  draw('businesses', [...senders].sort(), () =>
    [...senders].sort().map((value) => make('option', { value })),
  );
}

byId('write').onsubmit = async (event) => {
  event.preventDefault();
  const { from, to, subject, text } = Object.fromEntries(new FormData(event.target));
  const sent = await post('/_sandbox/mails', { from, to: [to], subject, text });
  byId('write-state').textContent = sent ? 'Sent.' : 'The mail was not taken.';
  if (sent) event.target.elements.text.value = '';
};
