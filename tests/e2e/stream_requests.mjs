// Writes what manifests.sh asks with, as the JSON that `buf curl` reads: each example's request as NAME.json, and for
// each catalog a directory with a batch of all requests and, but for the default catalog, the catalog.
//   stream_requests.mjs OUTPUT_DIR
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { catalogsOf, loadExamples, mergedCatalog } from './examples.mjs';

const [output] = process.argv.slice(2);
const examples = loadExamples();
for (const { name, request } of examples) writeFileSync(path.join(output, `${name}.json`), JSON.stringify(request));
for (const catalog of catalogsOf(examples)) {
  const directory = path.join(output, path.basename(catalog, '.textproto') || 'default');
  const chosen = examples.filter((example) => example.catalog === catalog);
  mkdirSync(directory);
  if (catalog) writeFileSync(path.join(directory, 'catalog.textproto'), mergedCatalog(catalog));
  const entries = chosen.map(({ name, request }) => ({ id: name, request }));
  writeFileSync(path.join(directory, 'batch.json'), JSON.stringify({ entries }));
}
