// Batches to a real server, from outside: answers in the order of the questions, each with its id, all on one catalog
// revision, and a bad entry that fails alone. The binary comes in as BERTH_SERVER.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startServers } from './berth_server.mjs';
import { ask, askAll, bufCall } from './commands.mjs';
import { catalogsOf, loadExamples, loadInvalid } from './examples.mjs';

const { BERTH_SERVER } = process.env;
const FAILED_PRECONDITION = 9;
const INVALID_ARGUMENT = 3;
const NOT_FOUND = 5;
const timeout = 60_000;
const plans = loadExamples();
const checks = loadExamples('access');
let servers;

const find = (examples, name) => examples.find((example) => example.name === name);
const withDefault = (examples) => examples.filter(({ catalog }) => catalog === '');
const reasonsOf = ({ error }) => error.violations.map(({ reason }) => reason);

before(async () => {
  servers = await startServers(BERTH_SERVER, catalogsOf(checks));
}, { timeout });

after(() => servers?.stop(), { timeout });

// Good entries around bad ones, two of them under one id: ids are the caller's business.
const GOOD = ['l40s_deployment_cks', 'workers_ai_h200', 'workers_ai_h100_641', 'decision_only'];
const MIXED = [
  { id: 'a', request: find(plans, GOOD[0]).request },
  { id: 'b', request: loadInvalid('sku_misspelt') },
  { id: 'same', request: find(plans, GOOD[1]).request },
  { id: 'c', request: {} },
  { id: 'same', request: find(plans, GOOD[2]).request },
  { id: 'd', request: loadInvalid('workers_ai_gpu_memory_zero') },
  { id: '', request: find(plans, GOOD[3]).request },
];

function checkMixed(results) {
  assert.deepEqual(results.map(({ id = '' }) => id), MIXED.map(({ id }) => id));
  assert.deepEqual(results.map(({ statusCode }) => statusCode),
    [0, INVALID_ARGUMENT, 0, INVALID_ARGUMENT, 0, INVALID_ARGUMENT, 0]);
  const good = results.filter(({ statusCode }) => statusCode === 0);
  assert.deepEqual(good.map(({ plan }) => plan), GOOD.map((name) => find(plans, name).golden));
  assert.ok(good.every(({ error }) => error === undefined));
  const bad = results.filter(({ statusCode }) => statusCode !== 0);
  assert.ok(bad.every(({ plan }) => plan === undefined));
  assert.deepEqual(bad.map(reasonsOf), [['ERROR_REASON_UNKNOWN_SKU'], ['ERROR_REASON_REQUIRED_FIELD_MISSING'],
    ['ERROR_REASON_VALUE_OUT_OF_RANGE']]);
}

test('a batch of plans with bad entries answers all others', { timeout }, async () => {
  const { results, catalogRevision } = await ask(servers.addressFor(''), 'BatchPlanPlacement', { entries: MIXED });
  checkMixed(results);
  assert.equal(catalogRevision, find(plans, GOOD[0]).golden.catalogRevision);
});

test('a stream of plans with bad entries answers all others, one by one', { timeout }, async () => {
  const answers = await askAll(servers.addressFor(''), 'StreamPlanPlacement', { entries: MIXED });
  checkMixed(answers.map(({ result }) => result));
  const revisions = new Set(answers.map(({ catalogRevision }) => catalogRevision));
  assert.deepEqual([...revisions], [find(plans, GOOD[0]).golden.catalogRevision]);
});

test('a batch of all examples answers as a call for each', { timeout }, async () => {
  const examples = withDefault(plans);
  const entries = examples.map(({ name, request }) => ({ id: name, request }));
  const { results } = await ask(servers.addressFor(''), 'BatchPlanPlacement', { entries });
  assert.deepEqual(results, examples.map(({ name, golden }) => ({ id: name, statusCode: 0, plan: golden })));
});

for (const catalog of catalogsOf(checks)) {
  test(`a batch of all access questions, with ${catalog || 'the default catalog'}`, { timeout }, async () => {
    const examples = checks.filter((example) => example.catalog === catalog);
    const entries = examples.map(({ name, request }) => ({ id: name, request }));
    const unknown = { callerAccount: 'acct-acme', workersAi: { modelId: '@cf/acme/unheard-of' } };
    entries.splice(1, 0, { id: 'nobody asks', request: {} }, { id: 'unknown', request: unknown });
    const answer = await ask(servers.addressFor(catalog), 'BatchCheckAccess', { entries });
    assert.equal(answer.catalogRevision, examples[0].golden.catalogRevision);
    assert.deepEqual(answer.results.map(({ id }) => id), entries.map(({ id }) => id));
    const [nobody, missing] = answer.results.splice(1, 2);
    assert.equal(nobody.statusCode, INVALID_ARGUMENT);
    assert.ok(reasonsOf(nobody).includes('ERROR_REASON_REQUIRED_FIELD_MISSING'));
    assert.equal(missing.statusCode, NOT_FOUND);
    assert.deepEqual(reasonsOf(missing), ['ERROR_REASON_RESOURCE_NOT_FOUND']);
    for (const { access } of [nobody, missing]) assert.equal(access, undefined, 'no decision without a question');
    assert.deepEqual(answer.results, examples.map(({ name, golden }) => ({ id: name, statusCode: 0, access: golden })));
  });
}

// One revision for all: an entry cannot be answered by another catalog than the batch.
for (const method of ['BatchPlanPlacement', 'StreamPlanPlacement', 'BatchCheckAccess']) {
  test(`${method} on a catalog revision that the caller does not expect`, { timeout }, async () => {
    const request = { entries: [], expectedCatalogRevision: `sha256:${'0'.repeat(64)}` };
    const path = `berth.v1.PlacementService/${method}`;
    const { status, stdout, stderr } = await bufCall(servers.addressFor(''), path, request);
    assert.equal(status, FAILED_PRECONDITION << 3, stderr);
    assert.equal(stdout, '');
  });
}
