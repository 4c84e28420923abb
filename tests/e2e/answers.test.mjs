// A real server, judged from outside: `buf curl` finds the service by reflection alone, and gets for every example the
// answer that is on record; `berth plan` prints the same documents. The binaries come in as BERTH_SERVER and BERTH_CLI.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { parse } from 'yaml';
import { startServers } from './berth_server.mjs';
import { ask, askAll, berth, bufCall, bufList } from './commands.mjs';
import { catalogsOf, goldenNames, loadExamples, loadInvalid } from './examples.mjs';

const { BERTH_SERVER, BERTH_CLI } = process.env;
const INFEASIBLE_STATUS = 3;
const examples = loadExamples();
const timeout = 60_000;
const METHODS = ['PlanPlacement', 'ResolveHardware', 'CheckAccess', 'BatchPlanPlacement', 'StreamPlanPlacement',
  'BatchCheckAccess', 'ListHardware', 'GetCatalogInfo'];
// Asked by a call of their own; the others share a stream, because a process for each takes long.
const ASKED_ALONE = `
  l40s_deployment_cks h100_8x_preempting h100_8x_not_preempting a100_80g_4x a100_80g_8x t4_gke h200_mk8s h200_on_cks
  a100_on_mk8s cpu_on_cks cpu_on_mk8s cpu_on_gke procedure hotswap_holds hotswap_other_weights training a40_existing
  a40_unavailable replicas_zero explained_h100_8x decision_only
  hotswap_fails_base_image_differs hotswap_fails_base_not_public hotswap_fails_base_rejects_weights
  hotswap_fails_base_virtual hotswap_fails_no_base_version hotswap_fails_no_weights
  workers_ai_default workers_ai_tiger_mode workers_ai_tiger_mode_off workers_ai_dual_gpu workers_ai_h200 workers_ai_l4
  workers_ai_l4_external workers_ai_leonardo workers_ai_constraints workers_ai_colos workers_ai_colos_no_such_pair
  workers_ai_blacklisted_and_pinned workers_ai_h100_641 workers_ai_h200_1129 workers_ai_allowed_accounts
  workers_ai_private workers_ai_empty_account_list workers_ai_instances_zero explained_workers_ai
`.trim().split(/\s+/);
let servers;

const documentOf = (answer) =>
  answer.kubernetes?.deployment ?? answer.cloudchamber?.application ?? answer.externalModel?.model;
const address = (example) => servers.addressFor(example?.catalog ?? '');

before(async () => {
  assert.ok(BERTH_CLI, 'BERTH_CLI must name the binary');
  servers = await startServers(BERTH_SERVER, catalogsOf(examples));
}, { timeout });

after(async () => {
  const statuses = new Set(await servers?.stop());
  assert.deepEqual([...statuses], [0], 'a server ends with status 0 when it is asked to');
}, { timeout });

for (const reflection of ['grpc-v1', 'grpc-v1alpha']) {
  test(`lists services and methods by ${reflection}`, { timeout }, async () => {
    const services = await bufList(address(), '--list-services', reflection);
    assert.equal(services.status, 0, services.stderr);
    for (const service of ['berth.v1.PlacementService', 'grpc.health.v1.Health']) {
      assert.ok(services.stdout.split('\n').includes(service), services.stdout);
    }
    const methods = await bufList(address(), '--list-methods', reflection);
    assert.equal(methods.status, 0, methods.stderr);
    for (const method of METHODS) {
      assert.ok(methods.stdout.split('\n').includes(`berth.v1.PlacementService/${method}`), methods.stdout);
    }
  });
}

test('answers the standard health check', { timeout }, async () => {
  for (const service of ['', 'berth.v1.PlacementService']) {
    const { status, stdout, stderr } = await bufCall(address(), 'grpc.health.v1.Health/Check', { service });
    assert.equal(status, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { status: 'SERVING' });
  }
});

// An outside client can read what is wrong: the status, every violation, and the reason.
test('explains a refusal to an outside client', { timeout }, async () => {
  const request = loadInvalid('sku_misspelt');
  const { status, stderr } = await bufCall(address(), 'berth.v1.PlacementService/PlanPlacement', request);
  const INVALID_ARGUMENT = 3;
  assert.equal(status, INVALID_ARGUMENT << 3, stderr);
  const { code, details } = JSON.parse(stderr);
  assert.equal(code, 'invalid_argument');
  // Details are printed as bytes; their strings stand in them as they are.
  const detail = (type) => Buffer.from(details.find((entry) => entry.type === type)?.value ?? '', 'base64').toString();
  assert.match(detail('google.rpc.ErrorInfo'), /UNKNOWN_SKU.*berth\.dev/s, stderr);
  assert.match(detail('google.rpc.BadRequest'), /replicate\.deployment\.config\.hardware.*gpu-l40s/s, stderr);
});

test('every golden answer has an example, and every example a golden answer', () => {
  assert.deepEqual(goldenNames(), examples.map(({ name }) => name));
  assert.ok(examples.length >= 100);
  assert.deepEqual(ASKED_ALONE.filter((name) => !goldenNames().includes(name)), []);
});

for (const name of ASKED_ALONE) {
  test(`${name}: buf curl gets the golden answer`, { timeout }, async () => {
    const example = examples.find((known) => known.name === name);
    assert.deepEqual(await ask(address(example), 'PlanPlacement', example.request), example.golden);
  });
}

for (const catalog of catalogsOf(examples)) {
  const title = `a stream of all examples gets the golden answers, with ${catalog || 'the default catalog'}`;
  test(title, { timeout }, async () => {
    const chosen = examples.filter((example) => example.catalog === catalog);
    const entries = chosen.map(({ name, request }) => ({ id: name, request }));
    const answers = await askAll(servers.addressFor(catalog), 'StreamPlanPlacement', { entries });
    assert.deepEqual(answers.map(({ result }) => result.id), chosen.map(({ name }) => name));
    chosen.forEach(({ name, golden }, index) => {
      const { result, catalogRevision } = answers[index];
      assert.deepEqual(result, { id: name, statusCode: 0, plan: golden });
      assert.equal(catalogRevision, golden.catalogRevision);
    });
  });
}

for (const example of examples.filter(({ golden }) => documentOf(golden) !== undefined)) {
  test(`${example.name}: berth prints the document`, { timeout }, async () => {
    const args = ['plan', '--address', address(example), '-o', 'yaml', '--force', example.path];
    const printed = await berth(BERTH_CLI, args);
    const expected = example.golden.outcome === 'OUTCOME_FEASIBLE' ? 0 : INFEASIBLE_STATUS;
    assert.equal(printed.status, expected, printed.stderr);
    // kubectl reads YAML 1.1, where an unquoted `no` or `010` is something else.
    for (const version of ['1.1', '1.2']) {
      assert.deepEqual(parse(printed.stdout, { version }), documentOf(example.golden));
    }
  });
}

test('only an example that asks for the decision alone is without a document', () => {
  for (const { name, request, golden } of examples) {
    assert.equal(documentOf(golden) === undefined, request.view === 'PLAN_VIEW_DECISION_ONLY', name);
  }
});

for (const name of ['a100_on_mk8s', 'workers_ai_l4_external', 'workers_ai_h100_641']) {
  test(`${name}: an infeasible document is not printed unless it is forced`, { timeout }, async () => {
    const example = examples.find((known) => known.name === name);
    const { status, stdout, stderr } = await berth(BERTH_CLI, ['plan', '--address', address(), example.path]);
    assert.deepEqual({ status, stdout }, { status: INFEASIBLE_STATUS, stdout: '' });
    assert.notEqual(stderr, '');
  });
}
