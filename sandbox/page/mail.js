import { byId, day, draw, make, post, time } from './dom.js';
import { offerBusinesses } from './write-mail.js';

let allMails = [];
let openMail = null;
const hasBox = (mail, box) => box === '' || mail.to.includes(box) || mail.from.includes(box);

export function drawMailboxes(mails) {
  allMails = mails;
  offerBusinesses(mails);
  const newest = mails.at(-1);
  if (openMail === null && newest) showMail(newest);
  const boxes = [...new Set(mails.flatMap((mail) => mail.to))].sort();
  const chosen = byId('mailbox').value;
  draw('mailbox', boxes, () => [
    make('option', { value: '', textContent: 'All' }),
    ...boxes.map((box) => make('option', { value: box, textContent: box })),
  ]);
  byId('mailbox').value = boxes.includes(chosen) ? chosen : '';
  const shown = mails.filter((mail) => hasBox(mail, byId('mailbox').value)).toReversed();
  draw('mails', [shown, openMail], () =>
    shown.length
      ? shown.map((mail) => {
          const entry = make('button', { type: 'button', onclick: () => showMail(mail) });
          entry.setAttribute('aria-current', String(mail.id === openMail));
          entry.append(
            make('strong', { textContent: mail.subject || '(no subject)' }),
            make('span', { textContent: `to ${mail.to.join(', ')}` }),
            make('span', { textContent: `${time(mail.at)} · ${mail.status}` }),
          );
          return make('li', {}, entry);
        })
      : [make('li', { className: 'empty', textContent: 'No mail yet.' })],
  );
}

function showMail(mail) {
  openMail = mail.id;
  byId('mail').hidden = false;
  // a mail that a visitor wrote is not answered by that visitor
  byId('reply').hidden = mail.status === 'received';
  byId('mail-subject').textContent = mail.subject;
  byId('mail-meta').textContent =
    `from ${mail.from} · to ${mail.to.join(', ')} · ${day(mail.at)} · ${mail.status}`;
  const plain = make('pre', {
    textContent: mail.text ?? '',
    style: 'white-space:pre-wrap;font:16px/1.5 system-ui,sans-serif',
  });
  byId('mail-body').srcdoc = `<base target="_blank">${mail.html ?? plain.outerHTML}`;
  byId('reply-state').textContent = '';
  byId('reply').onsubmit = async (event) => {
    event.preventDefault();
    const text = byId('reply-text').value.trim();
    if (!text) return;
    const subject = /^re:/i.test(mail.subject) ? mail.subject : `Re: ${mail.subject}`;
    const sent = await post('/_sandbox/mails', {
      from: mail.to[0],
      to: [mail.from],
      subject,
      text,
      inReplyTo: mail.id,
    });
    byId('reply-state').textContent = sent ? 'Sent.' : 'The mail was not taken.';
    if (sent) byId('reply-text').value = '';
  };
  drawMailboxes(allMails);
}
byId('mailbox').onchange = () => drawMailboxes(allMails);
