import { expect, test } from 'vitest'
import { withScriptedServer } from './scripted-server.ts'

test('warnings of GitHub are not printed', () =>
  withScriptedServer(
    [
      {
        status: 200,
        headers: { deprecation: 'true', sunset: 'tomorrow', link: '<x>; rel="deprecation"' },
        body: { private: true },
      },
    ],
    async ({ clock, options }) => {
      const printed: unknown[] = []
      const print = (...words: readonly unknown[]) => printed.push(...words)
      const { error, warn } = console
      Object.assign(console, { warn: print, error: print })
      try {
        // Octokit stores the methods of the console when it is loaded.
        const { githubReader } = await import('../../../src/io/github/index.ts')
        expect(await githubReader(options, clock).isPublic()).toBe(false)
      } finally {
        Object.assign(console, { warn, error })
      }
      expect(printed).toEqual([])
    },
  ))
