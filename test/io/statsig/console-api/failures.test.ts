import { setImmediate as turnOver } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { client, done, fastClock, json, type Respond, refusal, serve } from './fixture.ts'

const gate = '/console/v1/gates/a'

/** Faults after which it is unknown whether a write happened. */
const doubts: Readonly<Record<string, Respond>> = {
  'a 500': (response) => json(response, 500, { message: 'Oops' }),
  'a 503': (response) => response.writeHead(503).end('<html>upstream</html>'),
  'a 408': (response) => response.writeHead(408).end(),
  'a reset': (response) => response.destroy(),
  'a body shorter than its length': (response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"message"', () => response.destroy())
  },
  'a chunked body that is cut': (response) => {
    response.writeHead(200)
    response.write('{"message"', () => response.destroy())
  },
  'a clean body of half an object': (response) =>
    response.writeHead(200).end('{"message":"ok","da'),
  'a page of HTML': (response) => response.writeHead(200).end('<html>Sign in</html>'),
  'a 204': (response) => response.writeHead(204).end(),
  'an empty 200': (response) => response.writeHead(200).end(),
  'a list for an object': (response) => json(response, 200, []),
  'a word for an object': (response) => json(response, 200, 'ok'),
  'broken gzip': (response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end('nonsense'),
  'no answer': () => {},
  'headers and no body': (response) => {
    response.writeHead(200)
    response.flushHeaders()
  },
  'a body that drips': (response) => {
    response.writeHead(200)
    const drip = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(drip))
  },
}

/** Faults that only a timeout ends. The others, and the later responses, have no short time limit. */
const silences = ['no answer', 'headers and no body', 'a body that drips']
const patience = { read: 400, write: 400 }

describe.each(Object.entries(doubts))('%s', (name, fault) => {
  const options = silences.includes(name) ? { timeouts: patience } : {}
  const faultOnce: Respond = (response, request, nth) =>
    nth === 1 ? fault(response, request, nth) : done(response)

  test('a read is repeated', async () => {
    const server = await serve(faultOnce)
    expect(await client(server, options).get(gate)).toEqual({ id: 'a' })
    expect(server.received).toHaveLength(2)
  })

  test('an idempotent write is repeated', async () => {
    const server = await serve(faultOnce)
    const api = client(server, options)
    await api.send({ method: 'PATCH', path: gate, body: { name: 'A' } }, { isIdempotent: true })
    expect(server.received.map(({ body }) => body)).toEqual(['{"name":"A"}', '{"name":"A"}'])
  })

  test('any other write is unknown after one request', async () => {
    const server = await serve(faultOnce)
    const api = client(server, options)
    const error = await refusal(api.send({ method: 'POST', path: gate }, { isIdempotent: false }))
    expect(error).toMatchObject({ name: 'ApiError', written: 'unknown', fatal: false })
    expect(String(error)).toMatch(/it is unknown whether Statsig executed it$/)
    expect(server.received).toHaveLength(1)
  })
})

describe('retries are limited', () => {
  test('a read is tried five times, with growing pauses', async () => {
    const server = await serve((response) => json(response, 502, { message: 'Bad gateway' }))
    const clock = fastClock()
    const error = await refusal(client(server, { clock }).get(gate))
    expect(error).toMatchObject({ status: 502, written: 'no' })
    expect(server.received).toHaveLength(5)
    expect(clock.slept).toEqual([250, 500, 1_000, 2_000])
  })

  test('a write is tried four times and is then unknown', async () => {
    const server = await serve((response) => response.destroy())
    const request = { method: 'PUT', path: gate, body: {} } as const
    const error = await refusal(client(server).send(request, { isIdempotent: true }))
    expect(error).toMatchObject({ status: undefined, written: 'unknown' })
    expect(server.received).toHaveLength(4)
  })

  test('an outage uses up the budget of the run, and then every fault is final', async () => {
    const server = await serve((response) => json(response, 500, { message: 'Oops' }))
    const api = client(server)
    await Promise.allSettled(Array.from({ length: 60 }, () => api.get(gate)))
    expect(server.received).toHaveLength(60 + 100)
  })

  test('a refusal after an unknown attempt leaves the result unknown', async () => {
    const server = await serve((response, _, nth) =>
      nth === 1 ? response.destroy() : json(response, 404, { message: 'Gate not found.' }),
    )
    const request = { method: 'DELETE', path: gate } as const
    const error = await refusal(client(server).send(request, { isIdempotent: true }))
    expect(error).toMatchObject({ status: 404, written: 'unknown' })
  })
})

test('without a connection nothing was written, and even a creation is repeated', async () => {
  const clock = fastClock()
  const unreachable = { url: new URL('http://127.0.0.1:1') }
  const api = client(unreachable, { clock })
  const error = await refusal(api.send({ method: 'POST', path: gate }, { isIdempotent: false }))
  expect(error).toMatchObject({
    message: `POST ${gate} could not be sent: no connection (ECONNREFUSED)`,
    status: undefined,
    written: 'no',
  })
  expect(clock.slept).toHaveLength(3)
})

test('two hundred megabytes in a small package are not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, 32))
  const server = await serve((response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
  )
  await expect(client(server).get(gate)).rejects.toThrow(/had a response of more than 10 MB/)
  expect(server.received).toHaveLength(1)
})

describe('when the key is refused', () => {
  const invalid = {
    message: 'This endpoint only accepts an active CONSOLE key. Key: console-xxxxxxxxxxx',
  }

  test.each([
    [401, invalid],
    [401, {}],
    [403, { message: 'An invalid API key was sent.' }],
  ])('no further request starts (%i %j)', async (status, body) => {
    let isTold = false
    // Requests after the fifth get a response only after its refusal has arrived.
    const server = await serve(async (response, _, nth) => {
      if (nth === 5) return json(response, status, body)
      while (nth > 5 && !isTold) await turnOver()
      done(response)
    })
    const api = client(server, { concurrentReads: 4 })
    const reads = Array.from({ length: 40 }, (_, n) => api.get(`/console/v1/gates/${n}`))
    const errors = await Promise.all(
      reads.map((read) =>
        read.then(
          () => undefined,
          (e) => {
            isTold = true
            return e
          },
        ),
      ),
    )
    expect(server.received.length).toBeLessThanOrEqual(8)
    expect(errors.filter((error) => error !== undefined)).toHaveLength(41 - server.received.length)
    for (const error of errors) if (error) expect(error).toMatchObject({ fatal: true, status })
    const late = await refusal(api.send({ method: 'POST', path: gate }, { isIdempotent: false }))
    expect(late).toMatchObject({ fatal: true, written: 'no' })
    expect(String(late)).toMatch(/POST .* was not sent: GET .* answered 40[13]/)
    expect(server.received.length).toBeLessThanOrEqual(8)
  })

  test('a kind that the key may not change does not stop other requests', async () => {
    const server = await serve((response, _, nth) =>
      nth === 1 ? json(response, 403, { message: 'Insufficient permissions.' }) : done(response),
    )
    const api = client(server)
    expect(await refusal(api.get(gate))).toMatchObject({ status: 403, fatal: false })
    expect(await api.get(gate)).toEqual({ id: 'a' })
  })
})
