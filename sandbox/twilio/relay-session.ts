import { WebSocket } from 'ws';
import type { Faults } from '../faults.ts';
import type { Call, Turn } from './call.ts';
import { type RelayCommand, readCommand } from './relay-messages.ts';
import { signature } from './tell.ts';
import type { Relay } from './twiml.ts';

/** How a session ended: the application's word, the caller's hanging up, or a lost line. */
export interface RelayOutcome {
  status: 'ended' | 'completed' | 'failed';
  handoffData: string | null;
  error: { code: number; message: string } | null;
}

export interface RelaySession {
  /** the lead says something; speech of the agent is cut short when it may be interrupted */
  say(text: string): void;
  press(digit: string): void;
  /** the caller has hung up */
  hangUp(): void;
  /** the socket is cut without a word, and nothing is reported */
  cut(): void;
  language(): string;
  done: Promise<RelayOutcome>;
}

export interface RelayParts {
  call: Call;
  relay: Relay;
  setup: Record<string, unknown>;
  faults: Faults;
  /** how long a sentence of the agent is heard after its last word */
  speechMs: number;
  save(): void;
  /** the agent said a word, or was silent again after a whole turn */
  heard(what: 'word' | 'turn'): void;
}

// In development the application listens without TLS: a wss:// address on this machine is reached as ws://.
function addressFor(url: string): string {
  const address = new URL(url);
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(address.hostname);
  return local ? url.replace(/^wss:/, 'ws:') : url;
}

/** Opens the application's WebSocket for a call and carries text both ways until one side ends it. */
export function openRelay(parts: RelayParts): RelaySession {
  const { call, relay, faults, speechMs, save, heard } = parts;
  const { promise: done, resolve } = Promise.withResolvers<RelayOutcome>();
  const wrong = faults.take('relay', 'badSignature', call.order.to) !== null;
  const headers = { 'x-twilio-signature': signature(relay.url.replace(/^ws:/, 'wss:'), {}, wrong) };
  const socket = new WebSocket(addressFor(relay.url), {
    headers,
    handshakeTimeout: 5000,
    perMessageDeflate: false,
  });
  let { language } = relay;
  let speaking: { turn: Turn; startedMs: number; interruptible: boolean } | null = null;
  let silence: NodeJS.Timeout | undefined;
  let over = false;

  const finish = (outcome: RelayOutcome) => {
    if (over) return;
    over = true;
    clearTimeout(silence);
    socket.close(1000);
    if (speaking) save();
    resolve(outcome);
  };
  const send = (message: Record<string, unknown>) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const speak = (text: string, last: boolean, interruptible: boolean) => {
    clearTimeout(silence);
    if (!speaking?.turn.partial) {
      const turn: Turn = { by: 'agent', text: '', partial: true };
      call.turns.push(turn);
      speaking = { turn, startedMs: Date.now(), interruptible };
    }
    speaking.turn.text += text;
    heard('word');
    if (!last) return;
    speaking.turn.partial = false;
    save();
    silence = setTimeout(() => {
      speaking = null;
      heard('turn');
    }, speechMs);
  };
  const end = (handoffData: string | null) => {
    const ended = { status: 'ended', handoffData, error: null } as const;
    // what was said before the end is spoken to its last word
    if (speaking) setTimeout(finish, speechMs, ended);
    else finish(ended);
  };
  const obey = (command: RelayCommand) => {
    if (command.type === 'text')
      speak(command.token, command.last, command.interruptible ?? relay.interruptible);
    if (command.type === 'play')
      speak(`[${command.source}]`, true, command.interruptible ?? relay.interruptible);
    if (command.type === 'language') language = command.transcriptionLanguage ?? language;
    if (command.type === 'end') end(command.handoffData);
  };
  const interrupt = (allowed = speaking?.interruptible) => {
    if (!speaking || !allowed) return;
    clearTimeout(silence);
    const { turn, startedMs } = speaking;
    speaking = null;
    turn.partial = true;
    const durationUntilInterruptMs = Date.now() - startedMs;
    send({ type: 'interrupt', utteranceUntilInterrupt: turn.text, durationUntilInterruptMs });
  };

  socket.on('open', () => {
    send(parts.setup);
    if (relay.welcomeGreeting) speak(relay.welcomeGreeting, true, relay.greetingInterruptible);
    else heard('turn');
    if (faults.take('relay', 'acceptThenDrop', call.order.to))
      setTimeout(() => socket.terminate(), speechMs * 4);
  });
  socket.on('message', (data, isBinary) => {
    const command = isBinary ? { fault: 'not text' } : readCommand(String(data));
    if (!('fault' in command)) return obey(command);
    call.errors.push({ code: 64107, message: command.fault, at: new Date().toISOString() });
    save();
    send({ type: 'error', description: `Invalid message received: ${command.fault}` });
  });
  let failure = { code: 64102, message: 'Unable to connect to the WebSocket' };
  socket.on('open', () => {
    failure = { code: 64105, message: 'The WebSocket was closed before the session ended' };
  });
  socket.on('error', () => finish({ status: 'failed', handoffData: null, error: failure }));
  socket.on('close', () => finish({ status: 'failed', handoffData: null, error: failure }));

  return {
    done,
    language: () => language,
    say(text) {
      interrupt();
      call.turns.push({ by: 'lead', text, partial: false });
      save();
      if (relay.partialPrompts) {
        send({ type: 'prompt', voicePrompt: text.split(' ')[0], lang: language, last: false });
      }
      send({ type: 'prompt', voicePrompt: text, lang: language, last: true });
    },
    press(digit) {
      if (!relay.dtmf) return;
      interrupt(relay.interruptibleByKeys);
      call.turns.push({ by: 'lead', text: `[${digit}]`, partial: false });
      save();
      send({ type: 'dtmf', digit });
    },
    hangUp: () => finish({ status: 'completed', handoffData: null, error: null }),
    cut() {
      over = true;
      clearTimeout(silence);
      socket.on('error', () => {});
      socket.terminate();
    },
  };
}
