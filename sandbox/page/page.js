import { byId, day, draw, make, time } from './dom.js';
import { drawMailboxes } from './mail.js';
import { drawCalls } from './phone.js';

function eventRow(event) {
  const people = event.attendees
    .map(
      ({ name, address, response }) =>
        `${name || address}${response === 'none' ? ' (invited)' : ` (${response})`}`,
    )
    .join(', ');
  const join = event.joinUrl
    ? make('a', { href: event.joinUrl, target: '_blank', rel: 'noreferrer', textContent: 'Join the meeting' })
    : null;
  return make(
    'div',
    { className: `event ${event.cancelled ? 'cancelled' : ''}` },
    make(
      'div',
      {},
      make('strong', { textContent: day(event.startAt) }),
      make('p', { className: 'quiet', textContent: `${time(event.startAt)} until ${time(event.endAt)}` }),
    ),
    make(
      'div',
      {},
      make('h3', { textContent: event.subject }),
      make('p', { className: 'quiet', textContent: event.mailbox }),
      make('p', { textContent: people }),
      event.cancelled ? make('span', { className: 'badge bad', textContent: 'cancelled' }) : join,
    ),
  );
}

function requestRow(entry) {
  const ok = typeof entry.status === 'number' ? entry.status < 400 : entry.status === '…';
  const what = `${entry.kind === 'webhook' ? '→ ' : ''}${entry.operation}`;
  const answer = make(
    'td',
    {},
    make('span', { className: `badge ${ok ? '' : 'bad'}`, textContent: String(entry.status) }),
    ` ${entry.faults.join(', ')}`,
  );
  return make(
    'tr',
    {},
    make('td', { textContent: time(entry.at) }),
    make('td', { textContent: entry.vendor }),
    make('td', { textContent: what }),
    answer,
  );
}

function show(data) {
  drawCalls(data.calls);
  drawMailboxes(data.mails);
  const events = data.events.toSorted((a, b) => a.startAt.localeCompare(b.startAt));
  draw('events', events, () =>
    events.length
      ? events.map(eventRow)
      : [make('p', { className: 'empty', textContent: 'No meetings yet.' })],
  );
  draw('faults', data.faults, () =>
    data.faults.length
      ? data.faults.map((fault) =>
          make('span', {
            className: 'badge bad',
            textContent: `${fault.vendor} ${fault.operation}: ${fault.kind} × ${fault.times}`,
          }),
        )
      : [
          make('span', {
            className: 'quiet',
            textContent: 'No faults are set. They are set with POST /_sandbox/faults.',
          }),
        ],
  );
  draw('requests', data.requests, () => data.requests.toReversed().map(requestRow));
}

async function refresh() {
  try {
    show(await (await fetch('/_sandbox/page-data')).json());
    byId('connection').textContent = '';
  } catch {
    byId('connection').textContent = 'The sandbox does not answer.';
  }
}

document.addEventListener('acted', refresh);

async function follow() {
  if (!document.hidden) await refresh();
  setTimeout(follow, 700);
}
follow();
