import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vitest/config'
import { isReplaced, replacedSentences } from './test/support/replaced-sentences.ts'

const isLong = Boolean(process.env['LONG'])
const isCampaign = Boolean(process.env['CAMPAIGN'])

/** Three times what the slowest test needs on two free cores, since machines are shared. Nothing here measures speed. */
const timeout = isCampaign ? 14_400_000 : isLong ? 300_000 : 60_000

/** The long run has tests in the files that say so with `test/support/long-run.ts`, by themselves or through an import. */
const hasLongRunTests = (file: string, seen = new Set<string>()): boolean => {
  if (seen.has(file)) return false
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  const [, names = ''] = /import \{([^}]*)\} from '[^']*support\/long-run\.ts'/.exec(text) ?? []
  if (
    names
      .replace(/usualRunTest( as \w+)?/, '')
      .trim()
      .replace(/^,|,$/g, '') !== ''
  )
    return true
  return [...text.matchAll(/from '(\.[^']+\.ts)'/g)]
    .map(([, name = '']) => join(dirname(file), name))
    .filter((name) => name.startsWith('test') && !name.startsWith(join('test', 'support')))
    .some((name) => hasLongRunTests(name, seen))
}

const testFiles = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => join('test', name))
  .filter((name) => name.endsWith('.test.ts'))

/** Packages as users get them: some ship a build for their developers besides, which reads Markdown half as fast. */
const releasedPackages: Plugin = {
  name: 'released-packages',
  configResolved: ({ environments, ssr }) => {
    for (const { resolve } of [ssr, ...Object.values(environments)])
      if (resolve) Object.assign(resolve, { conditions: ['module', 'node'] })
  },
}

export default defineConfig({
  plugins: [releasedPackages, ...(isReplaced ? [replacedSentences] : [])],
  // As in the bundles: see `build.mjs`.
  resolve: {
    alias: {
      yaml: resolve('node_modules/yaml/browser/dist/index.js'),
      'node:child_process': resolve('test/support/child-process/index.ts'),
    },
  },
  test: {
    // Starts git, and has to see the alias.
    server: { deps: { inline: ['simple-git'] } },
    include: isLong ? testFiles.filter((file) => hasLongRunTests(file)) : ['test/**/*.test.ts'],
    // A group of a file may have no test for the long run.
    passWithNoTests: isLong,
    globalSetup: 'test/support/templates.ts',
    setupFiles: ['test/support/setup.ts'],
    maxWorkers: '100%',
    // Modules hold no state but what is the same for all: what is read or compiled once serves every file.
    isolate: false,
    // Files of the cache are found by their source, which does not tell that sentences are replaced.
    experimental: { fsModuleCache: !isReplaced },
    testTimeout: timeout,
    hookTimeout: timeout,
    // The machine's clock and language do not matter: a test that leans on them fails here.
    env: { TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
  },
})
