// Reads the text of a manifest the way kubectl and a strict API server do: every document, no field twice, and no
// scalar whose meaning depends on the YAML version. Says nothing about what the documents mean.
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { child, isObject } from './rules.mjs';

const MAX_BYTES = 4 * 1024 * 1024;

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// Aliases become copies, so that no two paths share an object.
const plain = (document) => JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: 100 }) ?? null));

function reportAmbiguous(newer, older, path, faults) {
  if (isDeepStrictEqual(newer, older)) return;
  const keys = (value) => (value !== null && typeof value === 'object' ? Object.keys(value) : []);
  const common = keys(newer).filter((key) => keys(older).includes(key));
  if (common.length === 0 || common.length !== keys(newer).length) {
    faults.add(path, 'ambiguous-scalar', `reads as \`${JSON.stringify(older)}\` under YAML 1.1 and as ` +
      `\`${JSON.stringify(newer)}\` under YAML 1.2: quote it`);
    return;
  }
  for (const key of common) reportAmbiguous(newer[key], older[key], child(path, key), faults);
}

// Says whether the document can be looked at all the same: with a field stated twice it can.
function reportErrors(document, faults) {
  for (const error of document.errors) {
    const rule = error.code === 'DUPLICATE_KEY' ? 'duplicate-field' : 'parse';
    const [at] = error.linePos ?? [];
    const message = error.message.split('\n')[0].replace(/ at line .*/, '');
    faults.add(at ? `line ${at.line}, column ${at.col}` : '', rule, message);
  }
  return document.errors.every((error) => error.code === 'DUPLICATE_KEY');
}

// Returns the documents that could be read; what is wrong with the text goes to `faults`.
export function readDocuments(text, faults) {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    faults.add('', 'parse', `more than ${MAX_BYTES} bytes`);
    return [];
  }
  try {
    return readBounded(text, faults);
  } catch (error) {
    faults.add('', 'parse', `cannot be read: ${error.message}`);
    return [];
  }
}

function readBounded(text, faults) {
  const json = isJson(text);
  const newer = parseAllDocuments(text, { version: '1.2' });
  const older = json ? [] : parseAllDocuments(text, { version: '1.1' });
  const documents = [];
  for (const [index, document] of [...newer].entries()) {
    if (!reportErrors(document, faults)) continue;
    const value = json ? JSON.parse(text) : plain(document);
    if (value === null) continue;
    if (!json && older[index] !== undefined && older[index].errors.length === 0) {
      reportAmbiguous(value, plain(older[index]), '', faults);
    }
    if (isObject(value)) documents.push(value);
    else faults.add('', 'parse', 'the document is not an object');
  }
  if (documents.length === 0 && faults.faults.length === 0) faults.add('', 'parse', 'there is no document');
  return documents;
}
