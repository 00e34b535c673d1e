// Bundles the command line and the demo, so that they run on every Node from 20 on, without a compiler.
import { build } from 'esbuild'

const [folder = 'dist'] = process.argv.slice(2)

// Some packages are CommonJS and ask for Node's own modules.
const require =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

const options = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'bundle',
  // The Node build of `yaml` asks the environment at every token; the browser build is the same without it.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  logLevel: 'warning',
}

await build({
  ...options,
  entryPoints: ['src/main.ts'],
  outfile: `${folder}/main.js`,
  banner: { js: `#!/usr/bin/env node\n${require}` },
})
await build({ ...options, entryPoints: ['config-examples/demo.ts'], outfile: `${folder}/demo.js` })
