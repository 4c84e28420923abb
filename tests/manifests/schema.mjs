// Types, enums and required fields by the validators of `kubernetes-models`, which are compiled from the Kubernetes
// OpenAPI document, and unknown fields by watching them: a validator reads every field that it knows, and every entry
// of a map, so a field that it never read is one that the API does not have.
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe } from './json_schema.mjs';
import { child, isObject, isText, listOf, objectOf } from './rules.mjs';

const require = createRequire(import.meta.url);
// The package exports classes that copy their data, which would count as reading it; the bare validators are files.
const schemasOf = (name) => path.join(path.dirname(require.resolve(`${name}/package.json`)), '_schemas');
const SCHEMAS = schemasOf('kubernetes-models');
const OBJECT_META = 'IoK8sApimachineryPkgApisMetaV1ObjectMeta.js';
const CRD = 'apiextensions.k8s.io/v1 CustomResourceDefinition';
const VALIDATORS = {
  'apps/v1 Deployment': 'IoK8sApiAppsV1Deployment.js',
  'v1 Namespace': 'IoK8sApiCoreV1Namespace.js',
  'scheduling.k8s.io/v1 PriorityClass': 'IoK8sApiSchedulingV1PriorityClass.js',
  [CRD]: 'IoK8sApiextensionsApiserverPkgApisApiextensionsV1CustomResourceDefinition.js',
};

// `kubernetes-models` loses fields of this name: it takes them for the description of a schema.
const LOST_TEXT_FIELDS = { 'scheduling.k8s.io/v1 PriorityClass': ['description'] };

export const KINDS = Object.keys(VALIDATORS);
export const kindOf = (document) => `${document.apiVersion} ${document.kind}`;

// A view of `root` that remembers which fields were read of which object.
function watch(root) {
  const read = new Map();
  const views = new Map();
  const view = (value) => {
    if (value === null || typeof value !== 'object') return value;
    if (!views.has(value)) {
      read.set(value, new Set());
      views.set(value, new Proxy(value, {
        get(target, key) {
          read.get(target).add(key);
          return view(target[key]);
        },
      }));
    }
    return views.get(value);
  };
  return { view: view(root), read };
}

function reportUnknown(value, path_, read, mistyped, faults) {
  // Below a value of the wrong type nothing is read; that fault is reported already.
  if (value === null || typeof value !== 'object' || !read.has(value) || mistyped.has(path_)) return;
  for (const [key, field] of Object.entries(value)) {
    const at = child(path_, key);
    if (!Array.isArray(value) && !read.get(value).has(key)) faults.add(at, 'unknown-field', `unknown field \`${key}\``);
    else reportUnknown(field, at, read, mistyped, faults);
  }
}

// The schemas in a definition are checked by other means: here they would be full of lost fields.
function withoutSchemas(definition) {
  const spec = objectOf(definition.spec);
  const versions = listOf(spec.versions).map((version) => {
    const { schema } = objectOf(version);
    if (objectOf(schema).openAPIV3Schema === undefined) return version;
    return { ...version, schema: { ...schema, openAPIV3Schema: {} } };
  });
  return Array.isArray(spec.versions) ? { ...definition, spec: { ...spec, versions } } : definition;
}

function checkBy(file, document, root, lostTextFields, faults) {
  const { validate } = require(file);
  const { view, read } = watch(document);
  const mistyped = new Set();
  for (const field of lostTextFields) {
    const value = view[field];
    if (value !== undefined && !isText(value)) faults.add(child(root, field), 'schema', 'is not of type string');
  }
  if (!validate(view)) {
    for (const { keyword, instancePath } of validate.errors) if (keyword === 'type') mistyped.add(root + instancePath);
    for (const error of validate.errors) {
      const at = root + error.instancePath;
      // `oneOf` repeats what its branches have said, and the format of a value of the wrong type is beside the point.
      const repeats = error.keyword === 'oneOf' || (error.keyword === 'format' && mistyped.has(at));
      if (!repeats) faults.add(at, 'schema', describe(error));
    }
  }
  if (isObject(document)) reportUnknown(document, root, read, mistyped, faults);
}

// Checks a document of one of KINDS.
export function checkSchema(document, faults) {
  const kind = kindOf(document);
  const looked = kind === CRD ? withoutSchemas(document) : document;
  checkBy(path.join(SCHEMAS, VALIDATORS[kind]), looked, '', LOST_TEXT_FIELDS[kind] ?? [], faults);
}

// Checks the metadata of an object whose own kind the package does not know.
export function checkObjectMeta(metadata, faults) {
  const directory = schemasOf('@kubernetes-models/apimachinery');
  checkBy(path.join(directory, OBJECT_META), metadata, '/metadata', [], faults);
}
