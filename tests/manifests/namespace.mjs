// What an API server demands of a Namespace beyond its schema.
import { checkDnsLabel, checkMetadata } from './names.mjs';
import { objectOf } from './rules.mjs';

export function checkNamespace(namespace, faults) {
  const metadata = objectOf(namespace.metadata);
  const { name = '' } = metadata;
  if (name === '') faults.add('/metadata/name', 'required-value', 'a Namespace needs a name');
  else checkDnsLabel(name, '/metadata/name', faults);
  if (metadata.namespace !== undefined) faults.add('/metadata/namespace', 'name', 'a Namespace is in no namespace');
  checkMetadata(metadata, '/metadata', faults);
}
