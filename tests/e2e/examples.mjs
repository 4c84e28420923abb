// The examples with the answers on record, and the catalogs that they are answered with: the default one, or the
// default one and what the file adds to it that an example names on its first line.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DEFAULT_CATALOG = 'core/catalog/default_catalog.textproto';
// A section in protobuf's text format: nothing but its own closing brace stands at the start of a line.
const SECTION = /^(\w+) \{\n([\s\S]*?)^\}\n/gm;

const read = (file) => readFileSync(path.join(ROOT, file), 'utf8');
const yamlFiles = (directory) => readdirSync(path.join(ROOT, directory)).filter((file) => file.endsWith('.yaml'));

// `{name, path, catalog, request, golden}` for each request of the directory; `catalog` is empty for the default one.
export function loadExamples(directory = '') {
  const source = path.join('clients/examples', directory);
  return yamlFiles(source).sort().map((file) => {
    const text = read(path.join(source, file));
    const name = path.basename(file, '.yaml');
    return {
      name,
      path: path.join(ROOT, source, file),
      catalog: /^# catalog: (.*)\n/.exec(text)?.[1] ?? '',
      request: parse(text),
      golden: parse(read(path.join('tests/golden', directory, `${name}.answer.yaml`))),
    };
  });
}

export const loadInvalid = (name) => parse(read(path.join('clients/examples/invalid', `${name}.yaml`)));

export const goldenNames = (directory = '') =>
  yamlFiles(path.join('tests/golden', directory)).map((file) => file.replace(/\.answer\.yaml$/, '')).sort();

export const catalogsOf = (examples) => [...new Set(examples.map(({ catalog }) => catalog))].sort();

// The default catalog with the sections of `addition`. A section that is there once stays one: its fields are added to
// it, because a second one would be refused.
export function mergedCatalog(addition) {
  let merged = read(DEFAULT_CATALOG);
  const sections = [...read(addition).matchAll(SECTION)];
  assert.ok(sections.length > 0, `${addition} adds nothing`);
  for (const [whole, name, fields] of sections) {
    const [own, ...others] = [...merged.matchAll(SECTION)].filter((section) => section[1] === name);
    const isOne = own !== undefined && others.length === 0;
    merged = isOne ? merged.replace(own[0], () => `${name} {\n${own[2]}${fields}}\n`) : merged + whole;
  }
  return merged;
}
