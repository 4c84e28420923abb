// What an API server demands of a PriorityClass beyond its schema, and the classes that a Deployment may name.
import { readFileSync } from 'node:fs';
import { checkDnsSubdomain, checkMetadata } from './names.mjs';
import { readDocuments } from './read_documents.mjs';
import { FaultList, objectOf } from './rules.mjs';

const HIGHEST_USER_PRIORITY = 1_000_000_000;

export function checkPriorityClass(priorityClass, faults) {
  const metadata = objectOf(priorityClass.metadata);
  const { name = '' } = metadata;
  if (name === '') faults.add('/metadata/name', 'required-value', 'a PriorityClass needs a name');
  else checkDnsSubdomain(name, '/metadata/name', faults);
  if (String(name).startsWith('system-')) {
    faults.add('/metadata/name', 'priority-class', 'names that begin with `system-` are reserved');
  }
  if (metadata.namespace !== undefined) {
    faults.add('/metadata/namespace', 'priority-class', 'a PriorityClass belongs to no namespace');
  }
  checkMetadata(metadata, '/metadata', faults);
  if (priorityClass.value > HIGHEST_USER_PRIORITY) {
    faults.add('/value', 'range', `${priorityClass.value} is more than ${HIGHEST_USER_PRIORITY}`);
  }
}

// The classes of a file by name.
export function readPriorityClasses(file) {
  const faults = new FaultList();
  const documents = readDocuments(readFileSync(file, 'utf8'), faults);
  if (faults.faults.length > 0) throw new Error(`${file}: ${faults.faults[0].message}`);
  return new Map(documents.map((document) => [objectOf(document.metadata).name, document]));
}
