// Bundles the page that a browser draws, the program that takes its picture, and the tests.
import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const FILES_IN_STYLES = { '.svg': 'dataurl', '.png': 'dataurl', '.ttf': 'dataurl', '.woff': 'dataurl', '.woff2': 'dataurl' };

rmSync('build', { recursive: true, force: true });
await Promise.all([
  build({
    entryPoints: ['src/page/main.tsx'],
    outdir: 'build/page',
    bundle: true,
    minify: true,
    jsx: 'automatic',
    format: 'iife',
    loader: FILES_IN_STYLES,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  }),
  build({
    entryPoints: {
      capture: 'src/capture.ts',
      ...Object.fromEntries(readdirSync('test').map((file) => [`test/${file.replace(/\.ts$/, '')}`, `test/${file}`])),
    },
    outdir: 'build',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['playwright-core', 'sharp'],
    // Packages that are CommonJS inside ask for Node's modules by require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  }),
]);
