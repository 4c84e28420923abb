// Plants faults in a good document: the cases of the *_faults.yaml files, and of faults.yaml, are written in its terms.
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { child } from '../rules.mjs';

const PATHS = [
  ['$META', '/spec/template/metadata'],
  ['$MODEL', '$POD/containers/1'],
  ['$REQUIRED', '$NODES/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms'],
  ['$NODES', '$POD/affinity/nodeAffinity'],
  ['$PODS', '$POD/affinity/podAffinity'],
  ['$POD', '/spec/template/spec'],
  ['$PREFERRED', 'preferredDuringSchedulingIgnoredDuringExecution'],
  ['$RULES', '$FIELDS/resources/x-kubernetes-validations'],
  ['$FIELDS', '$SCHEMA/properties/spec/properties'],
  ['$SCHEMA', '$VERSION/schema/openAPIV3Schema'],
  ['$VERSION', '/spec/versions/0'],
];

export const expand = (path) => PATHS.reduce((text, [name, value]) => text.replace(name, value), path);
const keysOf = (pointer) => pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

export function locate(root, pointer) {
  const keys = keysOf(pointer);
  const last = keys.pop();
  const parent = keys.reduce((value, key) => {
    assert.ok(value[key] !== undefined, `the good document has nothing at ${pointer}`);
    return value[key];
  }, root);
  return { parent, last };
}

export function change(manifest, { path, set, remove, repeat, copy }) {
  const { parent, last } = locate(manifest, expand(path));
  if (remove) {
    assert.ok(last in parent, `nothing to remove at ${path}`);
    delete parent[last];
    return;
  }
  const source = copy && locate(manifest, expand(copy));
  const value = repeat ? 'a'.repeat(repeat) : source ? structuredClone(source.parent[source.last]) : set;
  assert.notDeepEqual(parent[last], value, 'the change changes nothing');
  Object.defineProperty(parent, last, { value, enumerable: true, writable: true, configurable: true });
}

// The text of the manifest with the fault.
export function plant(planted, good) {
  if (planted.manifest !== undefined) {
    return typeof planted.manifest === 'string' ? planted.manifest : JSON.stringify(planted.manifest);
  }
  if (planted.text) {
    const [from, to] = planted.text;
    assert.ok(good.includes(from), `the good document does not contain ${from}`);
    return good.replace(from, to);
  }
  const manifest = JSON.parse(JSON.stringify(parse(good)));
  change(manifest, planted);
  return JSON.stringify(manifest);
}

// Visits every value below `root` with its JSON pointer.
export function visit(value, pointer, callback) {
  callback(value, pointer);
  if (value === null || typeof value !== 'object') return;
  for (const [key, field] of Object.entries(value)) visit(field, child(pointer, key), callback);
}
