import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { defineConfig } from 'vitest/config'

const isLong = Boolean(process.env['LONG'])

/** Generous, since machines are shared; more where more is drawn. Nothing here measures speed. */
const patience = isLong ? 300_000 : 60_000

/** What a test, or something of the tests that it imports, says of the long run: without that it would only run again. */
const isDrawnOut = (file: string, seen = new Set<string>()): boolean => {
  if (seen.has(file)) return false
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  if (text.includes("process.env['LONG']")) return true
  return [...text.matchAll(/from '(\.[^']+\.ts)'/g)]
    .map(([, name = '']) => join(dirname(file), name))
    .filter((name) => name.startsWith('test'))
    .some((name) => isDrawnOut(name, seen))
}

const every = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => join('test', name))
  .filter((name) => name.endsWith('.test.ts'))

export default defineConfig({
  test: {
    include: isLong ? every.filter((file) => isDrawnOut(file)) : ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    maxWorkers: '100%',
    // Modules hold no state but what is the same for all: what is read or compiled once serves every file.
    isolate: false,
    testTimeout: patience,
    hookTimeout: patience,
    // The machine's clock and language do not matter: a test that leans on them fails here.
    env: { TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
  },
})
