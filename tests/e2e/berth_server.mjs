// A real server process for a test, on a free port of the loopback interface, that is ended by its own process id
// whatever happens to the test.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mergedCatalog } from './examples.mjs';

const START_MS = 60_000;
const STOP_MS = 60_000;

async function readPort(file, child, output) {
  for (const started = Date.now(); Date.now() - started < START_MS; await sleep(20)) {
    if (child.exitCode !== null) break;
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (/^\d+\n$/.test(text)) return Number(text);
  }
  throw new Error(`the server did not start (exit status ${child.exitCode}):\n${output()}`);
}

// `{address, stop}`; `stop` asks it to end, and resolves to its exit status. `addition`: a file of the repository,
// whose sections are added to the default catalog.
export async function startServer(binary, addition = '') {
  const directory = mkdtempSync(path.join(tmpdir(), 'berth-e2e-'));
  const portFile = path.join(directory, 'port');
  const flags = ['--address=127.0.0.1:0', `--port_file=${portFile}`];
  if (addition) {
    const catalog = path.join(directory, 'catalog.textproto');
    writeFileSync(catalog, mergedCatalog(addition));
    flags.push(`--catalog=${catalog}`);
  }
  // The tests' own variables begin with BERTH_ too, which the server would take for settings.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('BERTH_')));
  const child = spawn(binary, flags, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    const exited = child.exitCode !== null || child.signalCode !== null ? null : once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(kill, STOP_MS);
    await exited;
    clearTimeout(timer);
    process.removeListener('exit', kill);
    rmSync(directory, { recursive: true });
    return child.exitCode;
  };
  try {
    return { address: `127.0.0.1:${await readPort(portFile, child, () => Buffer.concat(chunks).toString())}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// Servers by the addition that they answer with, the first of them with the default catalog; `stop` resolves to their
// exit statuses.
export async function startServers(binary, additions) {
  assert.ok(binary, 'BERTH_SERVER must name the binary');
  const servers = new Map();
  const stop = async () => Promise.all([...servers.values()].map((server) => server.stop()));
  try {
    for (const addition of ['', ...additions.filter(Boolean)]) {
      servers.set(addition, await startServer(binary, addition));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { addressFor: (addition) => servers.get(addition).address, stop };
}
