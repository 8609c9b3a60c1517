// A step of the build: which libraries went into the pages, with their versions and licences, for the page that names them.

import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));

/** The folder of the package that a module belongs to, '' for our own. */
const packageOf = (id) => /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? '';

/** What we ask for by name, style sheets among it. */
const asked = () => Object.keys(JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')).dependencies).map((name) => join(HERE, 'node_modules', name));

function told(folder) {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)(\.|$)/i.test(each));
  const said = typeof license === 'string' ? license : license?.type ?? licenses?.[0]?.type ?? '';
  return { name, version, licence: said, text: file ? readFileSync(join(folder, file), 'utf8').trim() : '' };
}

export function listLicences() {
  return {
    name: 'list-licences',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((each) => (each.type === 'chunk' ? Object.keys(each.modules) : []));
      const folders = new Set([...asked(), ...[...modules, ...this.getModuleIds()].map(packageOf).filter(Boolean)]);
      const found = [...new Map([...folders].map(told).map((each) => [`${each.name}@${each.version}`, each])).values()].sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: `${JSON.stringify(found, null, 1)}\n` });
    },
  };
}
