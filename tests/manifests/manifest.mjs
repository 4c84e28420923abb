// Finds every fault of a manifest: the text, then each document. The library behind validate.mjs and the fault tests.
import { fileURLToPath } from 'node:url';
import { checkApplication, isApplication } from './application.mjs';
import { checkCustomResourceDefinition } from './custom_resource_definition.mjs';
import { checkDeployment } from './deployment.mjs';
import { checkKustomization, KUSTOMIZATION } from './kustomization.mjs';
import { checkModel, modelKinds } from './model.mjs';
import { checkNamespace } from './namespace.mjs';
import { checkPriorityClass, readPriorityClasses } from './priority_class.mjs';
import { readDocuments } from './read_documents.mjs';
import { FaultList } from './rules.mjs';
import { checkSchema, kindOf, KINDS } from './schema.mjs';

export const PRIORITY_CLASSES = fileURLToPath(
  new URL('../../deploy/kubernetes/priority-classes.yaml', import.meta.url));

const CHECKS = {
  'apps/v1 Deployment': checkDeployment,
  'v1 Namespace': (namespace, _, faults) => checkNamespace(namespace, faults),
  'scheduling.k8s.io/v1 PriorityClass': (priorityClass, _, faults) => checkPriorityClass(priorityClass, faults),
  'apiextensions.k8s.io/v1 CustomResourceDefinition': (definition, _, faults) =>
    checkCustomResourceDefinition(definition, faults),
};

function checkDocument(document, priorityClasses, faults) {
  if (isApplication(document)) {
    checkApplication(document, faults);
    return;
  }
  const kind = kindOf(document);
  if (modelKinds().includes(kind)) {
    checkModel(document, kind, faults);
  } else if (kind === KUSTOMIZATION) {
    checkKustomization(document, faults);
  } else if (KINDS.includes(kind)) {
    checkSchema(document, faults);
    CHECKS[kind](document, priorityClasses, faults);
  } else {
    const known = [...KINDS, KUSTOMIZATION, ...modelKinds()].map((name) => `\`${name}\``).join(', ');
    faults.add('', 'kind', `\`${kind}\` is none of ${known}, and the document is no Cloudchamber application`);
  }
}

let shipped;

// Returns `{documents, faults}`; the manifest is valid if there are no faults. `priorityClasses` maps the names of the
// classes that exist to the classes; unset: those that deploy/ ships.
export function checkManifest(text, priorityClasses = (shipped ??= readPriorityClasses(PRIORITY_CLASSES))) {
  const faults = new FaultList();
  const documents = readDocuments(text, faults);
  documents.forEach((document) => checkDocument(document, priorityClasses, faults));
  return { documents, faults: faults.sorted() };
}
