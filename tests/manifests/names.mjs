// The shapes that Kubernetes demands of names, label keys and label values.
import { child, entriesOf, isText } from './rules.mjs';

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_TEXT = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const MAX_ANNOTATION_BYTES = 256 * 1024;

export const isDnsLabel = (text) => text.length <= 63 && DNS_LABEL.test(text);
export const isDnsSubdomain = (text) => text.length <= 253 && DNS_SUBDOMAIN.test(text);
export const isLabelValue = (text) => text === '' || (text.length <= 63 && LABEL_TEXT.test(text));

export function isQualifiedName(text) {
  const parts = text.split('/');
  const name = parts.at(-1);
  if (parts.length > 2 || (parts.length === 2 && !isDnsSubdomain(parts[0]))) return false;
  return name.length <= 63 && LABEL_TEXT.test(name);
}

export function checkDnsLabel(value, path, faults) {
  if (isText(value) && !isDnsLabel(value)) faults.add(path, 'name', `\`${value}\` is not a DNS-1123 label`);
}

export function checkDnsSubdomain(value, path, faults) {
  if (isText(value) && !isDnsSubdomain(value)) faults.add(path, 'name', `\`${value}\` is not a DNS-1123 subdomain`);
}

export function checkKey(key, path, faults) {
  if (isText(key) && !isQualifiedName(key)) faults.add(path, 'label-key', `\`${key}\` is not a qualified name`);
}

export function checkLabelValue(value, path, faults) {
  if (isText(value) && !isLabelValue(value)) faults.add(path, 'label-value', `\`${value}\` is not a label value`);
}

export function checkLabels(labels, path, faults) {
  for (const [key, value] of entriesOf(labels)) {
    checkKey(key, child(path, key), faults);
    checkLabelValue(value, child(path, key), faults);
  }
}

export function checkAnnotations(annotations, path, faults) {
  let bytes = 0;
  for (const [key, value] of entriesOf(annotations)) {
    // Annotation keys are compared in lower case; their values are free.
    checkKey(key.toLowerCase(), child(path, key), faults);
    bytes += Buffer.byteLength(key) + Buffer.byteLength(String(value));
  }
  if (bytes > MAX_ANNOTATION_BYTES) {
    faults.add(path, 'annotation-size', `${bytes} bytes of annotations, at most ${MAX_ANNOTATION_BYTES} are allowed`);
  }
}

export function checkMetadata(metadata, path, faults) {
  checkLabels(metadata.labels, child(path, 'labels'), faults);
  checkAnnotations(metadata.annotations, child(path, 'annotations'), faults);
}

// Reports every entry of `list` whose `keyOf` was there before.
export function checkUnique(list, keyOf, pathOf, faults) {
  const seen = new Set();
  for (const [index, entry] of list.entries()) {
    const key = keyOf(entry);
    if (key === undefined) continue;
    if (seen.has(key)) faults.add(pathOf(index), 'duplicate-name', `\`${key}\` is there twice`);
    seen.add(key);
  }
}
