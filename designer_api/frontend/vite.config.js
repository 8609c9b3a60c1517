import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

import { listLicences } from './licences.js';
import literals from './src/designer/zh/literals.js';
import { swapWords } from './words.js';

/** The expression editor keeps its styles in sheets of its own, which our policy allows, not in style elements. */
const SHEETS = { file: 'style-mod/src/style-mod.js', words: { '!root.head && root.adoptedStyleSheets': 'root.adoptedStyleSheets' } };

/** Our own panel stands in the place of that of form-js: without it a third of its code is left out. */
const PANEL = { file: '@bpmn-io/form-js-editor/dist/index.es.js', words: { 'MarkdownRendererModule, PropertiesPanelModule,': 'MarkdownRendererModule,' } };

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: '/static/',
  publicDir: false,
  plugins: [swapWords([...literals, SHEETS, PANEL]), listLicences()],
  build: {
    outDir: here('../static'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    // Chrome 109 is the last one for Windows 7, and what the domestic browsers build on.
    target: ['chrome109', 'firefox115'],
    chunkSizeWarningLimit: 4000,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        decisions: here('src/decisions.js'),
        diagram: here('src/diagram.js'),
        forms: here('src/forms.js'),
        matter: here('src/matter.js'),
        pages: here('src/pages.js'),
        openapi: here('src/openapi.js'),
      },
    },
  },
});
