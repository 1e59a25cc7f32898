import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';
import { pdfAssets } from './viewer/assets.ts';

/**
 * The content security policy forbids style attributes in templates; bits-ui has a few. As directives they become calls
 * that it allows.
 */
const stylesAreDirectives: Plugin = {
  name: 'infolio:styles-are-directives',
  enforce: 'pre',
  transform: {
    filter: { id: /bits-ui.*\.svelte$/u },
    handler: (code) => code.replaceAll(/ style="([\w-]+): ([\w-]+);"/gu, ' style:$1="$2"'),
  },
};

/** Relative addresses throughout: the same files are served under app://infolio/ and by `infolio serve`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [stylesAreDirectives, svelte({ configFile: false }), pdfAssets()],
  build: {
    outDir: '../../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    // Nothing inline: the content security policy allows neither inline scripts nor inline styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4_000,
  },
});
