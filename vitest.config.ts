import { defineConfig } from 'vitest/config'

/** Generous, since machines are shared; more where more is drawn. Nothing here measures speed. */
const patience = process.env['LONG'] ? 300_000 : 60_000

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: '100%',
    // Modules hold no state but what is the same for all: what is read or compiled once serves every file.
    isolate: false,
    testTimeout: patience,
    hookTimeout: patience,
    // The machine's clock and language do not matter: a test that leans on them fails here.
    env: { TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' },
  },
})
