// What deploy/ ships, and every `Model` of the golden answers, as the strict judge sees them; and the judge's view of a
// directory, by planted faults.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { checkDirectory } from '../kustomization.mjs';
import { checkManifest } from '../manifest.mjs';

const DEPLOY = fileURLToPath(new URL('../../../deploy/kubernetes', import.meta.url));
const GOLDEN = fileURLToPath(new URL('../../golden', import.meta.url));

test('one command prepares a cluster', () => {
  const { documents, faults } = checkDirectory(DEPLOY, checkManifest);
  assert.deepEqual(faults, []);
  assert.deepEqual(documents.map(({ kind, metadata }) => `${kind} ${metadata.name}`), [
    'Namespace models', 'PriorityClass r8-high', 'PriorityClass r8-high-no-preempt', 'PriorityClass r8-cpu-model',
    'CustomResourceDefinition models.ai.berth.dev',
  ]);
});

const PLANTED = [
  { name: 'a file that is not listed', file: 'more.yaml', text: '', says: '/resources `more.yaml` is not listed' },
  {
    name: 'a listed file that is missing',
    remove: 'namespaces.yaml',
    says: '/resources/0 there is no file `namespaces.yaml`',
  },
  {
    name: 'an object twice',
    file: 'namespaces.yaml',
    append: '---\n{apiVersion: v1, kind: Namespace, metadata: {name: models}}\n',
    says: '/resources `Namespace` `models` is there twice',
  },
  {
    name: 'a fault in a file',
    file: 'namespaces.yaml',
    text: '{apiVersion: v1, kind: Namespace, metadata: {name: A}}',
    says: 'namespaces.yaml/metadata/name `A` is not a DNS-1123 label',
  },
];

for (const { name, file, text, append, remove, says } of PLANTED) {
  test(`refuses a directory with ${name}`, () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'berth-kustomization-'));
    try {
      cpSync(DEPLOY, directory, { recursive: true });
      if (remove) rmSync(path.join(directory, remove));
      else writeFileSync(path.join(directory, file), text ?? readFileSync(path.join(directory, file), 'utf8') + append);
      const { faults } = checkDirectory(directory, checkManifest);
      assert.deepEqual(faults.map(({ path: at, message }) => `${at} ${message}`), [says]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
}

test('every Model of the golden answers is valid', () => {
  const models = readdirSync(GOLDEN).filter((name) => name.endsWith('.answer.yaml'))
    .map((name) => [name, parse(readFileSync(path.join(GOLDEN, name), 'utf8')).externalModel?.model])
    .filter(([, model]) => model !== undefined);
  assert.ok(models.length >= 20, `only ${models.length}: too few to mean anything`);
  for (const [name, model] of models) assert.deepEqual(checkManifest(stringify(model)).faults, [], name);
});
