// Runs the commands that the documentation shows in blocks marked `console tested`, in order, one directory for each
// page, against a server that listens elsewhere than the page says. Below a command stands what it prints: `...` as a
// line stands for any lines, at the end of a line for any rest of it; `[exit N]` is its status, if not 0. Where nothing
// stands, only the status counts.
//
// Two commands that a test cannot have are played by others: grpcurl by buf's client, which also knows the service by
// reflection alone (so it is the request that is tested, not grpcurl's flags), kubectl by our strict validator.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startServer } from '../e2e/berth_server.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = ['README.md', ...readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];

const GRPCURL = `#!/usr/bin/env bash
set -euo pipefail
data='{}'
while [ $# -gt 2 ]; do
  case $1 in
    -plaintext) shift ;;
    -d) data=$2; shift 2 ;;
    *) echo "grpcurl: unknown option $1" >&2; exit 2 ;;
  esac
done
[ "$data" != @ ] || data=$(cat)
"$ROOT/tests/node_modules/.bin/buf" curl --protocol grpc --http2-prior-knowledge -d "$data" "http://$1/$2" | jq .
`;
const KUBECTL = `#!/usr/bin/env bash
set -euo pipefail
case $* in
  'apply --server-side -f -') node "$ROOT/tests/manifests/validate.mjs" ;;
  'apply --server-side -k deploy/kubernetes') node "$ROOT/tests/manifests/validate.mjs" deploy/kubernetes ;;
  *) echo "kubectl: not as documented: $*" >&2; exit 2 ;;
esac
`;

// `[{command, expected: [line], status}]` of every tested block of a page.
function commandsOf(text) {
  const commands = [];
  for (const [, block] of text.matchAll(/^```console tested\n(.*?)^```$/gms)) {
    for (const line of block.split('\n').slice(0, -1)) {
      const current = commands.at(-1);
      if (line.startsWith('$ ')) commands.push({ command: line.slice(2), expected: [], status: 0 });
      else if (line.startsWith('> ')) current.command += `\n${line.slice(2)}`;
      else if (/^\[exit \d+\]$/.test(line)) current.status = Number(line.match(/\d+/)[0]);
      else current.expected.push(line);
    }
  }
  return commands;
}

function matches(expected, actual) {
  if (expected.length === 0) return actual.length === 0;
  const [line, ...rest] = expected;
  if (line === '...') return actual.some((_, i) => matches(rest, actual.slice(i))) || matches(rest, []);
  if (actual.length === 0) return false;
  const same = line.endsWith('...') ? actual[0].startsWith(line.slice(0, -3)) : actual[0] === line;
  return same && matches(rest, actual.slice(1));
}

let server;
let directory;

before(async () => {
  server = await startServer(process.env.BERTH_SERVER);
  directory = mkdtempSync(path.join(tmpdir(), 'berth-docs-'));
  mkdirSync(path.join(directory, 'bin'));
  symlinkSync(process.env.BERTH_CLI, path.join(directory, 'bin/berth'));
  for (const [name, text] of [['grpcurl', GRPCURL], ['kubectl', KUBECTL]]) {
    writeFileSync(path.join(directory, 'bin', name), text);
    chmodSync(path.join(directory, 'bin', name), 0o755);
  }
});

after(async () => {
  if (directory) rmSync(directory, { recursive: true });
  if (server) assert.equal(await server.stop(), 0);
});

function run(command, cwd) {
  const here = command.replaceAll('127.0.0.1:50051', server.address).replace(/^berth (plan|resolve|check|list|catalog info)\b(?!.*--local)/, `$& --address ${server.address}`);
  const env = { ...process.env, ROOT, PATH: `${path.join(directory, 'bin')}:${process.env.PATH}` };
  return spawnSync('bash', ['-c', `set -o pipefail; { ${here}\n} 2>&1`], { cwd, env, encoding: 'utf8', timeout: 60_000 });
}

for (const page of PAGES) {
  const commands = commandsOf(readFileSync(path.join(ROOT, page), 'utf8'));
  if (commands.length === 0) continue;
  test(page, () => {
    const cwd = path.join(directory, page.replaceAll('/', '_'));
    mkdirSync(cwd);
    for (const name of ['clients', 'deploy']) symlinkSync(path.join(ROOT, name), path.join(cwd, name));
    for (const { command, expected, status } of commands) {
      const result = run(command, cwd);
      const shown = `$ ${command}\n${result.stdout}${result.stderr}`;
      assert.equal(result.status, status, shown);
      const lines = result.stdout.split('\n').slice(0, -1);
      assert.ok(expected.length === 0 || matches(expected, lines), `expected:\n${expected.join('\n')}\ngot:\n${shown}`);
    }
  });
}

test('the main pages have tested commands', () => {
  for (const page of ['README.md', 'docs/catalog.md']) {
    assert.ok(commandsOf(readFileSync(path.join(ROOT, page), 'utf8')).length >= 3, page);
  }
});
