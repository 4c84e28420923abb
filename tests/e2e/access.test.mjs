// Access questions to a real server, from outside: `buf curl` and `berth check` get for every example the answer that
// is on record. The binaries come in as BERTH_SERVER and BERTH_CLI.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { parse } from 'yaml';
import { startServers } from './berth_server.mjs';
import { ask, berth } from './commands.mjs';
import { catalogsOf, goldenNames, loadExamples } from './examples.mjs';

const { BERTH_SERVER, BERTH_CLI } = process.env;
const ALLOW_STATUS = 0;
const DENY_STATUS = 4;
const examples = loadExamples('access');
const timeout = 60_000;
let servers;

const address = ({ catalog }) => servers.addressFor(catalog);

before(async () => {
  assert.ok(BERTH_CLI, 'BERTH_CLI must name the binary');
  servers = await startServers(BERTH_SERVER, catalogsOf(examples));
}, { timeout });

after(() => servers?.stop(), { timeout });

test('every golden answer has a question, and every question a golden answer', () => {
  assert.deepEqual(goldenNames('access'), examples.map(({ name }) => name));
  assert.ok(examples.length >= 20);
  const decisions = new Set(examples.map(({ golden }) => golden.decision));
  assert.deepEqual([...decisions].sort(), ['ACCESS_DECISION_ALLOW', 'ACCESS_DECISION_DENY']);
});

for (const example of examples) {
  test(`${example.name}: buf curl gets the golden answer`, { timeout }, async () => {
    assert.deepEqual(await ask(address(example), 'CheckAccess', example.request), example.golden);
  });

  test(`${example.name}: berth check says it by its status`, { timeout }, async () => {
    const { decision } = example.golden;
    const args = ['check', '--address', address(example), '-o', 'yaml', example.path];
    const { status, stdout, stderr } = await berth(BERTH_CLI, args);
    assert.equal(status, decision === 'ACCESS_DECISION_ALLOW' ? ALLOW_STATUS : DENY_STATUS, stderr);
    assert.deepEqual(parse(stdout), example.golden);
  });
}
