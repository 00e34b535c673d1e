// Bundles the command line, the action and the demo, so that they run on every Node from 20 on, without a compiler.
// What is built depends on nothing but the sources: the action's bundle is committed, and a test compares it with a fresh one.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = dirname(fileURLToPath(import.meta.url))
const args = process.argv.slice(2)
const folder = resolve(args.find((each) => !each.startsWith('--')) ?? join(root, 'dist'))

// Some packages are CommonJS and ask for Node's own modules.
const require =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'bundle',
  alias: {
    // The Node build of `yaml` asks the environment at every token; the browser build is the same without it.
    yaml: './node_modules/yaml/browser/index.js',
    // Node has its own since 18, and never reaches these; they cost time at the start.
    'web-streams-polyfill/dist/ponyfill.es2018.js': 'node:stream/web',
    // `debug` takes it where it finds it: nothing from outside of the bundle is to be found.
    'supports-color': 'data:text/javascript,export const stderr = { level: 0 }',
  },
  logLevel: 'warning',
  sourcemap: args.includes('--sourcemap') ? 'inline' : false,
}

/** `node_modules/a/node_modules/@b/c/index.js` is of the package `node_modules/a/node_modules/@b/c`. */
const packageOf = (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

/** Every package that these files are of, with its licence as it came. */
const licencesOf = (paths) =>
  [...new Set(paths.flatMap((path) => packageOf(path) ?? []))]
    .map((path) => {
      const { name, version, license } = JSON.parse(
        readFileSync(join(root, path, 'package.json'), 'utf8'),
      )
      const texts = readdirSync(join(root, path))
        .filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file))
        .sort(compare)
        .map((file) => textAt(join(root, path, file)))
      const told = texts.length > 0 ? texts : [licenceInReadme(join(root, path))]
      return [`${name} ${version} (${license})`, ...told].join('\n\n')
    })
    .sort(compare)
    .join(`\n\n${'-'.repeat(80)}\n\n`)

const textAt = (path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim()

const licenceInReadme = (path) =>
  textAt(join(path, 'README.md'))
    .split(/^#* ?licen[cs]e$/im)
    .at(-1)
    .replace(/^[-=\s]+/, '')

/** What `src/github-action/start-job.ts` imports late is a file of its own: to read two megabytes takes longer than to start Node. */
const action = async () => {
  const works = new Set()
  const apart = {
    name: 'apart',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\./ }, ({ importer, kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import' || importer !== join(root, 'src/github-action/start-job.ts'))
          return undefined
        works.add(join(resolveDir, path))
        return { path: './action-work.js', external: true }
      }),
  }
  const start = await build({
    ...options,
    entryPoints: ['src/github-action/main.ts'],
    outfile: join(folder, 'action.js'),
    plugins: [apart],
    metafile: true,
  })
  const [entry] = works
  if (works.size !== 1)
    throw new Error('src/github-action/start-job.ts has to import one file late.')
  const work = await build({
    ...options,
    entryPoints: [entry],
    outfile: join(folder, 'action-work.js'),
    banner: { js: require },
    metafile: true,
  })
  partsOf([start.metafile, work.metafile])
}

/** Beside the files: the licences of what they hold, and for tests which modules that is. */
const partsOf = (metafiles) => {
  const outputs = metafiles.flatMap((each) => Object.values(each.outputs))
  const bundled = outputs.flatMap(({ inputs }) =>
    Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0),
  )
  writeFileSync(join(folder, 'action.licenses.txt'), `${licencesOf(bundled)}\n`)
  const imports = Object.fromEntries(
    metafiles
      .flatMap((each) => Object.entries(each.inputs))
      .map(([path, input]) => [path, input.imports.map((each) => each.path)]),
  )
  writeFileSync(join(folder, 'action.parts.json'), JSON.stringify({ bundled, imports }))
}

mkdirSync(folder, { recursive: true })
// Installing leaves the action alone, so that the committed bundle is the one that tests see.
if (!args.includes('--without-action')) await action()
await build({
  ...options,
  entryPoints: ['src/cli/main.ts'],
  outfile: join(folder, 'main.js'),
  banner: { js: `#!/usr/bin/env node\n${require}` },
})
await build({
  ...options,
  entryPoints: ['config-examples/demo.ts'],
  outfile: join(folder, 'demo.js'),
})
