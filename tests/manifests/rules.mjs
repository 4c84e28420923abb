// Every rule by which a manifest is refused: a stable id and what it says. A test checks that each one has a planted
// fault. This is the table only; where a rule is applied is in the file that checks the part of the manifest.
export const RULES = {
  'parse': 'the text is one or more YAML or JSON documents, with at least one object among them',
  'duplicate-field': 'no object states a field twice',
  'ambiguous-scalar': 'an unquoted scalar reads the same under YAML 1.1 (kubectl) and YAML 1.2',
  'kind': 'the document is an object of a known API version and kind, or a Cloudchamber application',
  'schema': 'types, enums, bounds and required fields are those of the API that takes the document',
  'unknown-field': 'every field is one that this API knows',
  'name': 'names are DNS-1123 names of legal length',
  'label-key': 'label, annotation, topology and taint keys are qualified names',
  'label-value': 'label values are at most 63 legal characters',
  'annotation-size': 'annotations take at most 256 KiB together',
  'required-value': 'a required string or list is not empty',
  'range': 'a number is in the range that the API server takes',
  'duplicate-name': 'names in a list, mount paths and spread constraints are unique',
  'selector-subset': 'the selector matches the labels of the pod template',
  'selected-label': 'what an affinity or a spread constraint selects is a label of the pod template',
  'operator-values': 'In and NotIn have values, Exists and DoesNotExist have none, Gt and Lt have one integer',
  'toleration': 'operator, value and seconds of a toleration go together',
  'quantity': 'quantities are strings in canonical form, not negative, in whole units where the resource is',
  'resource-name': 'resources are standard or qualified names',
  'request-limit': 'requests are at most the limits; extended resources request exactly their limit',
  'volume-source': 'a volume has exactly one source',
  'medium': 'the medium of an empty directory is the disk, Memory or huge pages',
  'missing-volume': 'a mount names a volume of the pod',
  'env': 'an environment variable has a legal name and not both a value and a source',
  'restart-policy': 'the pods of a Deployment always restart',
  'priority-class': 'the priority class exists, and what the pod says does not contradict it',
  'validation': 'a custom resource satisfies the validation rules of its definition',
  'kustomization': 'a kustomization lists each file beside it once, and no object is there twice',
  'crd-names': 'the names of a custom resource are legal and fit together',
  'crd-versions': 'the versions of a custom resource are legal, different, and exactly one is stored',
  'structural-schema': 'the schema of a custom resource is structural, and lets nothing through unchecked',
  'expression': 'a validation rule says in words what it demands, compiles to a yes or no, and has bounded cost',
  'scale': 'the scale subresource reads whole numbers of the spec and of the status, and a selector as text',
  'printer-column': 'a printer column has a name of its own and shows a field of the schema by its type',
};

// Collects every fault of one document; `faults` is sorted by path once, at the end, by whoever prints it.
export class FaultList {
  constructor() {
    this.faults = [];
  }

  add(path, rule, message) {
    if (!(rule in RULES)) throw new Error(`no such rule: ${rule}`);
    this.faults.push({ path, rule, message });
  }

  sorted() {
    const seen = new Map(this.faults.map((fault) => [JSON.stringify(fault), fault]));
    const key = (fault) => `${fault.path}\n${fault.rule}\n${fault.message}`;
    return [...seen.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }
}

// JSON pointer of a child.
export function child(path, key) {
  return `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

export const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
// The checks below the schema look at well-typed parts only: the schema has already reported the others.
export const objectOf = (value) => (isObject(value) ? value : {});
export const entriesOf = (value) => Object.entries(objectOf(value));
export const listOf = (value) => (Array.isArray(value) ? value : []);
export const isText = (value) => typeof value === 'string';
