import { byId, draw, make, post, time } from './dom.js';

const live = ['queued', 'initiated', 'ringing', 'in-progress'];

function callCard(call) {
  const act = (body) => () => post(`/_sandbox/phone/${call.id}`, body);
  const button = (text, action, look = '') =>
    make('button', { type: 'button', textContent: text, className: look, onclick: act({ action }) });
  const actions = make('div', { className: 'actions' });
  if (call.status === 'ringing')
    actions.append(button('Answer', 'answer', 'go'), button('Decline', 'decline', 'stop'));
  if (call.status === 'in-progress') {
    if (call.heldBy === 'persona') actions.append(button('Take over the call', 'take'));
    actions.append(button('Hang up', 'hangUp', 'stop'));
  }
  const turns = call.turns.map((turn) =>
    make(
      'li',
      { className: turn.by },
      make('b', { textContent: turn.by === 'agent' ? 'Agent' : 'Lead' }),
      turn.text + (turn.partial ? ' …' : ''),
    ),
  );
  const say = make('form', { className: 'say' });
  const input = make('input', {
    placeholder: 'Say something',
    ariaLabel: `Say something in the call to ${call.to}`,
    maxLength: 500,
    autocomplete: 'off',
  });
  input.dataset.focus = call.id;
  say.append(input, make('button', { textContent: 'Say' }));
  say.onsubmit = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    input.value = '';
    if (text) post(`/_sandbox/phone/${call.id}`, { say: text });
  };
  const keys = make(
    'details',
    {},
    make('summary', { textContent: 'Keypad' }),
    ...[...'123456789*0#'].map((press) =>
      make('button', {
        type: 'button',
        className: 'key',
        textContent: press,
        onclick: () => post(`/_sandbox/phone/${call.id}`, { press }),
      }),
    ),
  );
  keys.dataset.keep = call.id;
  const isMine = call.status === 'in-progress' && call.heldBy === 'visitor';
  const who = call.heldBy === 'visitor' ? 'you' : call.persona;
  return make(
    'div',
    { className: 'call' },
    make(
      'div',
      { className: 'call-head' },
      make('h3', { textContent: call.to }),
      make('span', { className: `badge ${call.status}`, textContent: call.status }),
    ),
    make('div', { className: 'quiet', textContent: `${time(call.at)} · from ${call.from} · ${who}` }),
    actions.childElementCount ? actions : null,
    turns.length ? make('ul', { className: 'turns' }, ...turns) : null,
    isMine ? say : null,
    isMine ? keys : null,
    call.note ? make('div', { className: 'quiet', textContent: call.note }) : null,
  );
}

// calls that still go on come first
const order = (call) => (live.includes(call.status) ? 0 : 1);

byId('call-in').onsubmit = async (event) => {
  event.preventDefault();
  const { from, to } = Object.fromEntries(new FormData(event.target));
  const rings = await post('/_sandbox/twilio/inbound-call', { from: from.trim() || null, to: to.trim() });
  byId('call-in-state').textContent = rings ? 'Calling.' : 'Nobody takes calls at this number.';
};

/** Offers every number that has called so far: those are the businesses. */
function offerNumbers(calls) {
  const numbers = [...new Set(calls.map(({ from }) => from))].sort();
  draw('numbers', numbers, () => numbers.map((value) => make('option', { value })));
}

export function drawCalls(all) {
  offerNumbers(all);
  const calls = all.toReversed().sort((a, b) => order(a) - order(b));
  const empty = 'No calls yet. A call appears here as soon as it rings.';
  draw('calls', calls, () =>
    calls.length ? calls.map(callCard) : [make('p', { className: 'empty', textContent: empty })],
  );
}
