import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Log, openLog } from './log.ts';
import { Problem } from './problem.ts';
import { forgetProcess, noteProcess, send } from './processes.ts';

export interface ProcessPlan {
  name: string;
  command: string;
  args: readonly string[];
  environment: Readonly<Record<string, string>>;
  cwd: string;
  /** the user to run as, when not our own */
  ids?: { uid: number; gid: number };
  /** our own Node processes get a channel, whose end tells them that the launcher is lost */
  channel: boolean;
  stopSignal: NodeJS.Signals;
  graceMs: number;
  readyWithinMs: number;
  /** whether what a start that failed wrote is a thing that passes by itself */
  passesSoon?(output: string): boolean;
  /** done before every start */
  prepare?(): Promise<void>;
  /** asked again and again; `output` is what this process has written so far */
  isReady(output: () => string): Promise<boolean>;
}

export interface Supervised {
  readonly name: string;
  readonly pid: number | undefined;
  /** Starts the process and answers when it is ready; one that dies before is a Problem with its last lines. */
  start(): Promise<void>;
  /** Sends a signal, waits for the end and keeps the process down until `start` or `restart`. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Ends the whole group at once, without waiting. */
  cut(): void;
}

export interface Surroundings {
  runFolder: string;
  logFolder: string;
  say(line: string): void;
}

const backOffMs = { first: 500, last: 15_000 };
/** one that lived this long is taken as healthy, and its next death as the first */
const healthyAfterMs = 30_000;

/** Keeps one process up: whenever it dies unasked it is started again, a little later each time. */
export function supervise(plan: ProcessPlan, { runFolder, logFolder, say }: Surroundings): Supervised {
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  let phase: 'down' | 'starting' | 'up' = 'down';
  let deaths = 0;
  let again: NodeJS.Timeout | undefined;
  const log: Log = openLog(logFolder, plan.name);

  async function launch(): Promise<ChildProcess> {
    await plan.prepare?.();
    if (phase === 'down') throw new Problem(`${plan.name} was stopped while it started.`);
    const output = log.open();
    const started = spawn(plan.command, [...plan.args], {
      cwd: plan.cwd,
      env: { ...plan.environment },
      ...(plan.ids ?? {}),
      // a group of its own: Ctrl-C in the terminal is for the launcher, which stops everything in order
      detached: true,
      stdio: plan.channel ? ['ignore', output, output, 'ipc'] : ['ignore', output, output],
    });
    closeSync(output);
    if (started.pid !== undefined) noteProcess(runFolder, plan.name, started.pid);
    const bornAt = Date.now();
    child = started;
    ended = new Promise((resolve) => {
      const over = (how: string): void => {
        if (child !== started) return;
        child = undefined;
        if (started.pid !== undefined) send(started.pid, 'SIGKILL', true);
        forgetProcess(runFolder, plan.name);
        resolve();
        if (Date.now() - bornAt > healthyAfterMs) deaths = 0;
        if (phase === 'up') startAgain(how);
      };
      started.once('exit', (code, signal) => over(signal ? `signal ${signal}` : `exit code ${code}`));
      started.once('error', (error) => over(error.message));
    });
    return started;
  }

  function startAgain(how: string): void {
    const waitMs = Math.min(backOffMs.first * 2 ** deaths, backOffMs.last);
    deaths += 1;
    say(
      `${plan.name} ended unexpectedly (${how}); starting it again in ${waitMs / 1000} s.\n${log.lastLines(8)}`,
    );
    again = setTimeout(() => {
      launch().catch((error: unknown) => {
        if (phase === 'up') startAgain(error instanceof Error ? error.message : String(error));
      });
    }, waitMs);
  }

  async function start(): Promise<void> {
    clearTimeout(again);
    if (child) return;
    phase = 'starting';
    let started = await launch();
    const until = Date.now() + plan.readyWithinMs;
    while (!(await plan.isReady(() => log.sinceOpened()))) {
      if (child !== started && Date.now() < until && plan.passesSoon?.(log.sinceOpened())) {
        await sleep(200);
        started = await launch();
        continue;
      }
      if (child !== started)
        throw new Problem(`${plan.name} did not start. Its last lines:\n${log.lastLines(15)}`);
      if (Date.now() > until) {
        await down(plan.stopSignal);
        throw new Problem(
          `${plan.name} was not ready within ${plan.readyWithinMs / 1000} s. Its last lines:\n${log.lastLines(15)}`,
        );
      }
      await sleep(40);
    }
    // only now: a process that cannot even start is not started over and over
    phase = 'up';
    if (child !== started) startAgain('right after it was ready');
  }

  async function down(signal: NodeJS.Signals): Promise<void> {
    phase = 'down';
    clearTimeout(again);
    if (child?.pid === undefined) return;
    const { pid } = child;
    send(pid, signal);
    const insist = setTimeout(() => send(pid, 'SIGKILL', true), plan.graceMs);
    await ended;
    clearTimeout(insist);
  }

  return {
    name: plan.name,
    get pid() {
      return child?.pid;
    },
    start,
    kill: (signal = 'SIGKILL') => down(signal),
    restart: async () => {
      await down(plan.stopSignal);
      await start();
    },
    stop: () => down(plan.stopSignal),
    cut: () => {
      phase = 'down';
      clearTimeout(again);
      if (child?.pid !== undefined) send(child.pid, 'SIGKILL', true);
    },
  };
}
