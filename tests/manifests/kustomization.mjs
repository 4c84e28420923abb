// What `kubectl apply -k` takes: a kustomization, of which only the list of files is known here, and its directory.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkAgainst, compileSchema } from './json_schema.mjs';
import { readDocuments } from './read_documents.mjs';
import { FaultList, isText, listOf, objectOf } from './rules.mjs';

export const KUSTOMIZATION = 'kustomize.config.k8s.io/v1beta1 Kustomization';
const FILE = 'kustomization.yaml';
const SCHEMA = {
  type: 'object',
  required: ['apiVersion', 'kind', 'resources'],
  additionalProperties: false,
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    resources: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
  },
};

let validate;

export function checkKustomization(kustomization, faults) {
  checkAgainst((validate ??= compileSchema(SCHEMA)), kustomization, faults);
  listOf(kustomization.resources).forEach((file, index, files) => {
    const at = `/resources/${index}`;
    if (files.indexOf(file) < index) faults.add(at, 'kustomization', `\`${file}\` is there twice`);
    // Files beside it: a list that leads elsewhere, to the network too, is none that this file could judge.
    if (isText(file) && path.basename(file) !== file) faults.add(at, 'kustomization', `\`${file}\` is in another place`);
  });
}

// Reports files that are listed and missing, and files that are there and not listed.
function checkFiles(directory, listed, faults) {
  listed.forEach((file, index) => {
    if (existsSync(path.join(directory, file))) return;
    faults.add(`/resources/${index}`, 'kustomization', `there is no file \`${file}\``);
  });
  for (const file of readdirSync(directory).sort()) {
    if (/\.(ya?ml|json)$/.test(file) && file !== FILE && !listed.includes(file)) {
      faults.add('/resources', 'kustomization', `\`${file}\` is not listed`);
    }
  }
}

function checkObjects(documents, faults) {
  const seen = new Set();
  for (const { apiVersion, kind, metadata } of documents) {
    const { namespace = '', name } = objectOf(metadata);
    const identity = [apiVersion, kind, namespace, name].join(' ');
    if (seen.has(identity)) faults.add('/resources', 'kustomization', `\`${kind}\` \`${name}\` is there twice`);
    seen.add(identity);
  }
}

// What `kubectl apply -k` would apply, as `{documents, faults}`. `check` finds the faults of a file's text; their paths
// begin with the file's name.
export function checkDirectory(directory, check) {
  const faults = new FaultList();
  const [kustomization] = readDocuments(readFileSync(path.join(directory, FILE), 'utf8'), faults);
  checkKustomization(objectOf(kustomization), faults);
  const listed = listOf(objectOf(kustomization).resources).filter(isText);
  checkFiles(directory, listed, faults);
  const documents = listed.filter((file) => existsSync(path.join(directory, file))).flatMap((file) => {
    const checked = check(readFileSync(path.join(directory, file), 'utf8'));
    for (const fault of checked.faults) faults.add(`${file}${fault.path}`, fault.rule, fault.message);
    return checked.documents;
  });
  checkObjects(documents, faults);
  return { documents, faults: faults.sorted() };
}
