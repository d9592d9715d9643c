// Servers of the tests: where they listen, and one that a test starts and kills by itself.

import { spawn, type ChildProcess } from 'node:child_process';

export const SOVIET = 19531;
export const SMALL = 19532;
const OWN = 19533;

/** The command that is tried. */
export function binary(): string {
  return process.env.PRESIDIUM_BINARY ?? '../target/release/presidium';
}

export function at(port: number, hash = ''): string {
  return `http://127.0.0.1:${port}/${hash ? `#v=1&${hash}` : ''}`;
}

export interface Own {
  port: number;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** A server that can be killed and started again at the same port. */
export function own(model: string): Own {
  let running: ChildProcess | undefined;
  return {
    port: OWN,
    async start() {
      running = spawn(binary(), ['serve', '--model', model, '--port', String(OWN), '--threads', '1'], { stdio: 'ignore' });
      while (running.exitCode === null) {
        if (await fetch(`http://127.0.0.1:${OWN}/api/v1/model`).then((response) => response.ok, () => false)) return;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      throw new Error('the server does not start');
    },
    async kill() {
      const ended = new Promise((resolve) => running?.once('exit', resolve));
      running?.kill('SIGKILL');
      await ended;
    },
  };
}
