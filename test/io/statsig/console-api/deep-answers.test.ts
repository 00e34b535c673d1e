// An answer that is nested without measure is an error of Statsig's, and no crash.
import { describe, expect, test } from 'vitest'
import { isDeeperThan } from '../../../../src/core/json.ts'
import { ApiError, consoleReader } from '../../../../src/io/statsig/console-api/index.ts'

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`

const read = (status: number, text: string) =>
  consoleReader({
    baseUrl: new URL('http://127.0.0.1:1'),
    key: 'console-emulator-k3Vx8Rq2',
    clock: { now: () => 0, sleep: async () => {} },
    random: () => 0,
    respectReviews: false,
    send: async () => ({ status, text, headers: new Map() }),
  }).get('/console/v1/gates/one')

describe('an answer with 9,000 levels', () => {
  test.each([
    [200, `{"data":{"rules":${nested(9_000)}}}`],
    [400, `{"message":${nested(9_000)}}`],
    [400, `{"message":"No","errors":[${nested(9_000)}]}`],
    [404, `{"errors":{"property":${nested(9_000)},"errorMessage":${nested(9_000)}}}`],
  ])('and the status %i is an error with that status', async (status, text) => {
    await expect(read(status, text)).rejects.toMatchObject({ constructor: ApiError, status })
  })
})

test('values of people are not so deep', async () => {
  const text = `{"data":{"defaultValue":${nested(400)}}}`
  expect(await read(200, text)).toHaveProperty('defaultValue')
  expect(isDeeperThan([[[]]], 2)).toBe(false)
  expect(isDeeperThan([[[1]]], 2)).toBe(true)
})
