import { day, draw, make, post, time } from './dom.js';

const minuteMs = 60_000;

// a datetime-local field knows no zone: it holds the visitor's own
const localValue = (at) =>
  new Date(new Date(at).getTime() - new Date(at).getTimezoneOffset() * minuteMs).toISOString().slice(0, 19);

/** What people do in Outlook: the organiser moves or cancels, a guest answers. */
function outlook(event) {
  const at = `/_sandbox/graph/events/${encodeURIComponent(event.id)}`;
  const lasts = Date.parse(event.endAt) - Date.parse(event.startAt);
  const start = make('input', {
    type: 'datetime-local',
    step: 1,
    required: true,
    value: localValue(event.startAt),
    ariaLabel: `New start of ${event.subject}`,
  });
  start.dataset.focus = `start ${event.id} ${event.startAt}`;
  const move = make('form', { className: 'say' }, start, make('button', { textContent: 'Move' }));
  move.onsubmit = (submitted) => {
    submitted.preventDefault();
    const startAt = new Date(start.value);
    post(`${at}/move-as-organiser`, {
      startAt: startAt.toISOString(),
      endAt: new Date(startAt.getTime() + lasts).toISOString(),
    });
  };
  const button = (textContent, path, body, className = '') =>
    make('button', { type: 'button', textContent, className, onclick: () => post(`${at}/${path}`, body) });
  const answers = event.attendees.flatMap(({ address, name }) =>
    ['accepted', 'declined'].map((response) =>
      button(`${name || address}: ${response}`, 'respond', { attendee: address, response }),
    ),
  );
  const details = make(
    'details',
    {},
    make('summary', { textContent: 'In Outlook' }),
    move,
    make(
      'div',
      { className: 'actions' },
      button('Cancel the meeting', 'cancel-as-organiser', { comment: 'I am not available.' }, 'stop'),
      ...answers,
    ),
  );
  details.dataset.keep = event.id;
  return details;
}

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
      event.cancelled ? null : outlook(event),
    ),
  );
}

export function drawCalendars(all) {
  const events = all.toSorted((a, b) => a.startAt.localeCompare(b.startAt));
  draw('events', events, () =>
    events.length
      ? events.map(eventRow)
      : [make('p', { className: 'empty', textContent: 'No meetings yet.' })],
  );
}
