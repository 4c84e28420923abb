// The two clients that the tests run: `buf curl`, which knows the service by reflection alone, and `berth`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BUF = fileURLToPath(new URL('../node_modules/.bin/buf', import.meta.url));
const LIMITS = { timeout: 30_000, killSignal: 'SIGKILL', maxBuffer: 16 * 1024 * 1024 };

// Resolves to `{status, stdout, stderr}`, whatever the status; -1 if the command was killed or could not be run.
function run(command, args, input = '') {
  return new Promise((resolve) => {
    const child = execFile(command, args, LIMITS, (error, stdout, stderr) => {
      const status = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ status, stdout, stderr: error && status === -1 ? `${error.message}\n${stderr}` : stderr });
    });
    child.stdin.on('error', () => {}); // A command that refuses its arguments does not read its input.
    child.stdin.end(input);
  });
}

const PROTOCOL = ['curl', '--protocol', 'grpc', '--http2-prior-knowledge'];

export const bufList = (address, what, reflection) =>
  run(BUF, [...PROTOCOL, what, '--reflect-protocol', reflection, `http://${address}`]);

export const bufCall = (address, method, request) =>
  run(BUF, [...PROTOCOL, '-d', '@-', `http://${address}/${method}`], JSON.stringify(request));

// Resolves to the answer, or to all answers of a stream.
export async function askAll(address, method, request) {
  const { status, stdout, stderr } = await bufCall(address, `berth.v1.PlacementService/${method}`, request);
  assert.equal(status, 0, stderr);
  // Each message starts with a brace of its own line.
  return stdout.split(/^(?=\{)/m).map((text) => JSON.parse(text));
}

export async function ask(address, method, request) {
  const [answer, ...others] = await askAll(address, method, request);
  assert.equal(others.length, 0, 'more than one answer');
  return answer;
}

export const berth = (binary, args) => run(binary, args);
