import { drawCalendars } from './calendar.js';
import { byId, draw, make, time } from './dom.js';
import { drawFaults } from './faults.js';
import { drawMailboxes } from './mail.js';
import { drawCalls } from './phone.js';

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
  drawCalendars(data.events);
  drawFaults(data.faults);
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
