// What an API server demands of a CustomResourceDefinition beyond its types: names that fit together, one storage
// version, structural schemas, and printer columns that show something.
import { isDnsLabel, isDnsSubdomain } from './names.mjs';
import { child, isObject, isText, listOf, objectOf } from './rules.mjs';
import { checkStructural } from './structural_schema.mjs';

const KIND = /^[A-Z][A-Za-z0-9]{0,62}$/;
const COLUMN_TYPES = ['integer', 'number', 'string', 'boolean', 'date'];
// Metadata is the API server's own: no schema states it.
const METADATA_COLUMNS = { '.metadata.name': 'string', '.metadata.creationTimestamp': 'date' };

function checkNames(definition, faults) {
  const spec = objectOf(definition.spec);
  const names = objectOf(spec.names);
  const add = (path, message) => faults.add(path, 'crd-names', message);
  if (isText(spec.group) && (!spec.group.includes('.') || !isDnsSubdomain(spec.group))) {
    add('/spec/group', `\`${spec.group}\` is not a domain`);
  }
  const expected = `${names.plural}.${spec.group}`;
  const { name } = objectOf(definition.metadata);
  if (name !== expected) add('/metadata/name', `\`${name}\` is not \`${expected}\``);
  for (const field of ['plural', 'singular']) {
    if (isText(names[field]) && !isDnsLabel(names[field])) add(`/spec/names/${field}`, 'is not a DNS-1123 label');
  }
  for (const field of ['kind', 'listKind']) {
    if (isText(names[field]) && !KIND.test(names[field])) add(`/spec/names/${field}`, 'is not a kind');
  }
  listOf(names.shortNames).forEach((shortName, index) => {
    const at = `/spec/names/shortNames/${index}`;
    if (isText(shortName) && !isDnsLabel(shortName)) add(at, `\`${shortName}\` is not a DNS-1123 label`);
    if (names.shortNames.indexOf(shortName) < index) add(at, `\`${shortName}\` is there twice`);
  });
}

function typeAt(schema, jsonPath) {
  if (Object.hasOwn(METADATA_COLUMNS, jsonPath)) return METADATA_COLUMNS[jsonPath];
  if (!/^(\.[A-Za-z]+)+$/.test(jsonPath)) return undefined;
  return jsonPath.slice(1).split('.').reduce((node, key) => objectOf(objectOf(node.properties)[key]), schema).type;
}

function checkColumns(version, path, faults) {
  const names = new Set();
  listOf(version.additionalPrinterColumns).map(objectOf).forEach(({ name, type, jsonPath }, index) => {
    const at = child(child(path, 'additionalPrinterColumns'), index);
    const actual = typeAt(objectOf(objectOf(version.schema).openAPIV3Schema), String(jsonPath));
    if (names.has(name)) faults.add(child(at, 'name'), 'printer-column', `\`${name}\` is there twice`);
    names.add(name);
    if (!COLUMN_TYPES.includes(type)) faults.add(child(at, 'type'), 'printer-column', `there is no type \`${type}\``);
    else if (actual === undefined) faults.add(child(at, 'jsonPath'), 'printer-column', `there is no \`${jsonPath}\``);
    else if (actual !== type) faults.add(child(at, 'type'), 'printer-column', `\`${jsonPath}\` is of type ${actual}`);
  });
}

// What each path of the scale subresource has to begin with, and the type of what it stands for.
const SCALE_PATHS = {
  specReplicasPath: { below: ['.spec.'], type: 'integer' },
  statusReplicasPath: { below: ['.status.'], type: 'integer' },
  labelSelectorPath: { below: ['.spec.', '.status.'], type: 'string' },
};

function checkScale(version, path, faults) {
  const { scale } = objectOf(version.subresources);
  const schema = objectOf(objectOf(version.schema).openAPIV3Schema);
  for (const [field, { below, type }] of Object.entries(SCALE_PATHS)) {
    const jsonPath = objectOf(scale)[field];
    if (!isText(jsonPath)) continue;
    const at = child(path, field);
    if (!below.some((prefix) => jsonPath.startsWith(prefix))) {
      faults.add(at, 'scale', `\`${jsonPath}\` is not below ${below.join(' or ')}`);
    } else if (typeAt(schema, jsonPath) !== type) {
      faults.add(at, 'scale', `\`${jsonPath}\` is not of type ${type}`);
    }
  }
}

function checkVersion(version, path, faults) {
  const schema = objectOf(version.schema).openAPIV3Schema;
  const at = child(child(path, 'schema'), 'openAPIV3Schema');
  if (isText(version.name) && !/^v\d+((alpha|beta)\d+)?$/.test(version.name)) {
    faults.add(child(path, 'name'), 'crd-versions', `\`${version.name}\` is not a version`);
  }
  if (isObject(schema)) checkStructural(schema, at, faults);
  else faults.add(path, 'structural-schema', 'the version has no schema');
  if (objectOf(version.subresources).status && !objectOf(objectOf(schema).properties).status) {
    faults.add(child(path, 'subresources'), 'crd-versions', 'the schema has no `status`');
  }
  checkScale(version, child(child(path, 'subresources'), 'scale'), faults);
  checkColumns(version, path, faults);
}

export function checkCustomResourceDefinition(definition, faults) {
  checkNames(definition, faults);
  const spec = objectOf(definition.spec);
  const versions = listOf(spec.versions).map(objectOf);
  versions.forEach((version, index) => checkVersion(version, `/spec/versions/${index}`, faults));
  const stored = versions.filter(({ storage }) => storage === true).length;
  if (stored !== 1) faults.add('/spec/versions', 'crd-versions', `${stored} versions are stored, not one`);
  if (new Set(versions.map(({ name }) => name)).size < versions.length) {
    faults.add('/spec/versions', 'crd-versions', 'a version is there twice');
  }
  if (isText(spec.scope) && !['Namespaced', 'Cluster'].includes(spec.scope)) {
    faults.add('/spec/scope', 'crd-names', `there is no scope \`${spec.scope}\``);
  }
}
