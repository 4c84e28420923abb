// The validator judged by planted faults: it accepts each good document, and refuses each fault for the right reason
// and for no other. Also: it knows unknown fields in every object, and survives any value in any place.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { checkManifest, PRIORITY_CLASSES } from '../manifest.mjs';
import { MODEL_CRD, modelKinds } from '../model.mjs';
import { canonicalQuantity, parseQuantity } from '../quantity.mjs';
import { readPriorityClasses } from '../priority_class.mjs';
import { isObject, RULES } from '../rules.mjs';
import { change, expand, locate, plant, visit } from './planting.mjs';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const GOOD = read('good.yaml');
const CRD = readFileSync(MODEL_CRD, 'utf8');
const SUITES = [
  { kind: 'Deployment', good: GOOD, wide: read('wide.yaml'), objects: 50, cases: parse(read('faults.yaml')) },
  { kind: 'application', good: read('application.yaml'), objects: 9, cases: parse(read('application_faults.yaml')) },
  { kind: 'Model', good: read('model.yaml'), objects: 7, cases: parse(read('model_faults.yaml')) },
  { kind: 'definition', good: CRD, objects: 45, cases: parse(read('crd_faults.yaml')) },
].map((suite) => ({ wide: suite.good, ...suite }));
const CASES = SUITES.flatMap(({ cases }) => cases);
// An aliased object of a good document becomes two, so that a change is made in one place.
const documentOf = (text) => JSON.parse(JSON.stringify(parse(text)));

for (const { kind, good, wide } of SUITES) {
  test(`accepts the good ${kind} as YAML and as JSON`, () => {
    for (const text of [good, wide]) {
      assert.deepEqual(checkManifest(text).faults, []);
      assert.deepEqual(checkManifest(JSON.stringify(parse(text), null, 2)).faults, []);
    }
  });
}

for (const { kind, good, cases } of SUITES) {
  test(`a ${kind} has planted faults enough`, () => assert.ok(cases.length >= 40));
  for (const planted of cases) {
    test(`refuses a ${kind}: ${planted.name}`, () => {
      const { faults } = checkManifest(plant(planted, good));
      const expected = [{ at: planted.at ?? planted.path, rule: planted.rule }, ...(planted.also ?? [])];
      const line = ({ path, rule }) => `${path} ${rule}`;
      assert.deepEqual(faults.map(line).sort(), expected.map(({ at, rule }) => `${expand(at)} ${rule}`).sort());
      const says = faults.filter(({ path, rule }) => path === expand(expected[0].at) && rule === planted.rule);
      assert.ok(says.some(({ message }) => message.includes(planted.says ?? '')), says[0].message);
    });
  }
}

test('reports all faults at once, sorted by path', () => {
  const manifest = parse(GOOD);
  const names = ['negative replicas', 'weight 0', 'misspelt field', 'no image'];
  const chosen = SUITES[0].cases.filter(({ name }) => names.includes(name));
  assert.equal(chosen.length, 4);
  chosen.forEach((planted) => change(manifest, planted));
  const paths = checkManifest(JSON.stringify(manifest)).faults.map(({ path }) => path);
  assert.deepEqual(paths, chosen.map(({ path }) => expand(path)).sort());
});

test('every rule has a planted fault', () => {
  const planted = new Set(CASES.flatMap(({ rule, also = [] }) => [rule, ...also.map((other) => other.rule)]));
  assert.deepEqual(Object.keys(RULES).filter((rule) => !planted.has(rule)), []);
});

test('each validation rule of the definition alone refuses a planted fault', () => {
  const messages = [];
  visit(parse(CRD), '', (value, pointer) => {
    if (pointer.endsWith('/x-kubernetes-validations')) messages.push(...value.map(({ message }) => message));
  });
  const suite = SUITES.find(({ kind }) => kind === 'Model');
  const alone = suite.cases.map((planted) => checkManifest(plant(planted, suite.good)).faults)
    .filter((faults) => faults.length === 1 && faults[0].rule === 'validation').map(([{ message }]) => message);
  assert.ok(messages.length >= 5);
  assert.deepEqual([...new Set(alone)].sort(), messages.sort());
});

test('names of cases are unique', () => {
  for (const { cases } of SUITES) assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length);
});

// A field that no object of the API has, in every object of a document that is wide enough to hold most types.
for (const { kind, wide, objects } of SUITES) {
  test(`knows an unknown field in every object of a ${kind}`, () => {
    // In maps any key is legal, and in `properties` a field is a field.
    const maps = /\/(labels|annotations|matchLabels|nodeSelector|limits|requests|properties)$/;
    const pointers = [];
    const document = documentOf(wide);
    visit(document, '', (value, pointer) => {
      const isMap = maps.test(pointer) && !/\/properties\/[a-z]+$/.test(pointer);
      if (isObject(value) && !isMap) pointers.push(pointer);
    });
    assert.ok(pointers.length >= objects, `only ${pointers.length} objects`);
    for (const pointer of pointers) {
      const manifest = structuredClone(document);
      change(manifest, { path: `${pointer}/zzz`, set: 'x' });
      const unknown = checkManifest(JSON.stringify(manifest)).faults.filter(({ rule }) => rule === 'unknown-field');
      assert.deepEqual(unknown.map(({ path }) => path), [`${pointer}/zzz`]);
    }
  });

  test(`survives any value in any place of a ${kind}`, () => {
    const values = [null, -1, true, '', [null], { x: null }];
    const document = documentOf(wide);
    const pointers = [];
    visit(document, '', (_, pointer) => pointer && pointers.push(pointer));
    for (const pointer of pointers) {
      for (const value of values) {
        const manifest = structuredClone(document);
        const { parent, last } = locate(manifest, pointer);
        parent[last] = value;
        assert.doesNotThrow(() => checkManifest(JSON.stringify(manifest)), `${JSON.stringify(value)} at ${pointer}`);
      }
    }
  });
}

test('survives deep nesting, alias bombs and large input', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghij'.split('').map((name, index) =>
    `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[index]}`).join(',')}]`)].join('\n');
  const nested = `{"a":${'['.repeat(20000)}${']'.repeat(20000)}}`;
  for (const text of ['['.repeat(100000), nested, bomb, `a: ${'x'.repeat(5e6)}`]) {
    const { faults } = checkManifest(text);
    assert.ok(faults.length > 0);
    assert.ok(faults.every(({ rule }) => ['parse', 'kind'].includes(rule)), faults[0].rule);
  }
});

test('canonical form of quantities', () => {
  const table = {
    '0': '0', '0Gi': '0', '1': '1', '01': '1', '+1': '1', '1.0': '1', '.5': '500m', '1.5': '1500m', '1000': '1k',
    '1000m': '1', '1500m': '1500m', '1024': '1024', '1024Ki': '1Mi', '1536Mi': '1536Mi', '1.5Gi': '1536Mi',
    '0.5Ki': '512', '1Ki': '1Ki', '2048Ti': '2Pi', '1024Ei': '1024Ei', '1e3': '1e3', '1E3': '1e3', '10e2': '1e3',
    '5e0': '5', '1E': '1E', '-2048Ki': '-2Mi', '3n': '3n', '1000n': '1u',
  };
  for (const [text, canonical] of Object.entries(table)) {
    assert.equal(canonicalQuantity(parseQuantity(text)), canonical, text);
  }
  for (const text of ['', '.', '-', 'Gi', '1 Gi', '1GiB', '1K', '0x1', '1e', '1e99', '0.1n', 'NaN', '１']) {
    assert.equal(parseQuantity(text), null, text);
  }
});

test('what applies to the model resource', () => {
  const [version] = parse(CRD).spec.versions;
  assert.deepEqual(modelKinds(), ['ai.berth.dev/v1alpha1 Model']);
  assert.deepEqual(version.subresources, {
    status: {},
    scale: {
      specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector',
    },
  });
  const { required, properties } = version.schema.openAPIV3Schema.properties.spec;
  assert.deepEqual(required, ['modelId', 'image', 'replicas', 'gpu', 'resources']);
  assert.deepEqual(Object.keys(properties), ['modelId', 'image', 'replicas', 'gpu', 'resources', 'env']);
  const { count, model } = properties.gpu.properties;
  assert.deepEqual({ minimum: count.minimum, maximum: count.maximum }, { minimum: 1, maximum: 8 });
  assert.equal(model.enum, undefined, 'operators add GPU types');
});

test('the priority classes that are shipped', () => {
  assert.deepEqual(checkManifest(readFileSync(PRIORITY_CLASSES, 'utf8')).faults, []);
  const classes = [...readPriorityClasses(PRIORITY_CLASSES).values()];
  assert.deepEqual(classes.map(({ metadata, value, preemptionPolicy, globalDefault }) =>
    [metadata.name, value, preemptionPolicy, globalDefault]), [
    ['r8-high', 1000, 'PreemptLowerPriority', false],
    ['r8-high-no-preempt', 1000, 'Never', false],
    ['r8-cpu-model', -1, 'PreemptLowerPriority', false],
  ]);
});

test('validate.mjs as a command', () => {
  const file = (name) => fileURLToPath(new URL(name, import.meta.url));
  const bad = GOOD.replace('replicas: 0', 'replicas: -1');
  const table = [
    { args: [], input: GOOD, status: 0, says: /^stdin: Deployment `dp-4f1c` is valid$/m },
    { args: [file('application.yaml')], status: 0, says: /Cloudchamber application `cf-meta-llama-guard` is valid$/m },
    { args: [], input: read('model.yaml'), status: 0, says: /^stdin: Model `cf-acme-mixtral-large` is valid$/m },
    { args: [MODEL_CRD], status: 0, says: /CustomResourceDefinition `models.ai.berth.dev` is valid$/m },
    { args: [file('good.yaml'), file('wide.yaml')], status: 0, says: /wide.yaml: Deployment `wide.example` is valid/ },
    { args: [], input: bad, status: 1, says: /^stdin: \/spec\/replicas: -1 is less than 0 \[range\]$/m },
    { args: ['-', file('good.yaml')], input: bad, status: 1, says: /good.yaml: Deployment/ },
    { args: [], input: '', status: 1, says: /there is no document/ },
    { args: ['--priority-classes', file('good.yaml')], input: GOOD, status: 1, says: /\[priority-class\]/ },
    { args: ['no-such-file'], status: 2, says: /ENOENT/ },
    { args: ['--strict'], status: 2, says: /usage/ },
  ];
  for (const { args, input = '', status, says } of table) {
    const command = [file('../validate.mjs'), ...args];
    const result = spawnSync(process.execPath, command, { input, encoding: 'utf8', timeout: 60_000 });
    assert.equal(result.status, status, args.join(' '));
    assert.match(result.stdout + result.stderr, says);
  }
});
