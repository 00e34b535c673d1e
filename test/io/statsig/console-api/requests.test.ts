import { describe, expect, test } from 'vitest'
import { isBusy, isNameTaken, isNotFound } from '../../../../src/io/statsig/console-api/index.ts'
import { client, done, json, key, refusal, serve } from './fixture.ts'

const gate = '/console/v1/gates/a'

describe('a request', () => {
  test('every request carries the key and the version, and mutations respect reviews', async () => {
    const server = await serve(done)
    const api = client(server)
    await api.get(gate)
    await api.send({ method: 'PATCH', path: gate, body: { name: 'A' } }, { isIdempotent: true })
    await client(server, { respectReviews: false }).send(
      { method: 'PATCH', path: gate, body: {} },
      { isIdempotent: true },
    )
    expect(server.received.map(({ headers }) => headers['x-respect-review-settings'])).toEqual([
      undefined,
      'true',
      undefined,
    ])
    for (const { headers } of server.received) {
      expect(headers).toMatchObject({
        'statsig-api-key': key,
        'statsig-api-version': '20240601',
        'user-agent': 'statsig-gitops',
      })
    }
    expect(server.received[1]?.body).toBe('{"name":"A"}')
    expect(server.received[1]?.headers['content-type']).toBe('application/json')
  })

  test('a PUT or POST without a body sends an empty object, a DELETE sends nothing', async () => {
    const server = await serve(done)
    const api = client(server)
    for (const method of ['PUT', 'POST', 'DELETE'] as const) {
      await api.send({ method, path: gate }, { isIdempotent: false })
    }
    expect(server.received.map(({ method, body }) => `${method} ${body}`)).toEqual([
      'PUT {}',
      'POST {}',
      'DELETE ',
    ])
  })

  test.each(['//evil.com/console', '/console/v1/gates/..', 'http://evil.com/', '/console/v1/./a'])(
    'the path %s is never requested',
    async (path) => {
      const server = await serve(done)
      const api = client(server)
      await expect(api.get(path)).rejects.toThrow(/is not a valid path of the Console API/)
      expect(server.received).toEqual([])
    },
  )
})

describe('a response', () => {
  test('has a message and data, or only a message', async () => {
    const server = await serve((response, { method }) =>
      method === 'POST'
        ? json(response, 201, { message: 'Made.', data: [1] })
        : json(response, 200, { message: 'Gone.' }),
    )
    const api = client(server)
    expect(await api.send({ method: 'POST', path: gate }, { isIdempotent: false })).toEqual({
      message: 'Made.',
      data: [1],
    })
    expect(await api.send({ method: 'DELETE', path: gate }, { isIdempotent: false })).toEqual({
      message: 'Gone.',
      data: undefined,
    })
  })

  test('an object that Statsig does not have is undefined', async () => {
    const server = await serve((response) =>
      json(response, 404, { status: 404, message: 'Gate not found.' }),
    )
    expect(await client(server).get(gate)).toBeUndefined()
    expect(server.received).toHaveLength(1)
  })

  test.each([
    ['a proxy', (): string => '<html>Not Found</html>'],
    [
      'a server without the route',
      (): string =>
        '{"statusCode":404,"message":"Cannot GET /console/v1/gates/a","error":"Not Found"}',
    ],
  ])('a 404 of %s does not mean that the object is missing', async (_, body) => {
    const server = await serve((response) => response.writeHead(404).end(body()))
    await expect(client(server).get(gate)).rejects.toThrow(/answered 404: /)
  })

  test.each([
    [{ message: 'Name is already in use' }, 'Name is already in use'],
    [
      {
        message: 'Bad Request Exception',
        errors: [{ property: 'name', errorMessage: 'Required' }],
      },
      'Bad Request Exception (name: Required)',
    ],
    [
      { message: 'Bad', errors: { property: 'parameters', errorMessage: 'Missing: [a]' } },
      'Bad (parameters: Missing: [a])',
    ],
    [
      { statusCode: 400, message: ['a must be a string', 'b'], error: 'Bad Request' },
      'a must be a string; b',
    ],
    [{ message: 'Bad', errors: ['id: Required', 'sql: No'] }, 'Bad (id: Required; sql: No)'],
    [{ message: 'Bad', errors: 'sql: SQL compilation error' }, 'Bad (sql: SQL compilation error)'],
    [
      {
        message: 'Bad',
        errors: ['id: Required', { property: 'sql', errorMessage: 'No' }, 7, null],
      },
      'Bad (id: Required; sql: No; 7; null)',
    ],
    [{ errors: ['A sentence without a key'] }, '(A sentence without a key)'],
    [
      { message: 'Bad', errors: [{ property: 'sql' }, { errorMessage: 'No' }] },
      'Bad ({"property":"sql"}; No)',
    ],
    [{ message: 'Bad', errors: { sql: ['No'] } }, 'Bad ({"sql":["No"]})'],
    [{ message: 'Bad', errors: ['1', '2', '3', '4', '5', '6', '7'] }, 'Bad (1; 2; 3; 4; 5; 6; 7)'],
    [
      { message: 'Bad', errors: Array.from({ length: 60 }, () => 'x') },
      `Bad (${'x; '.repeat(50)}and 10 more)`,
    ],
    [{ error: 'Nope' }, 'Nope'],
    [{ message: 'a\u001b[2K\n::error::b\u202e' }, 'a[2K ::error::b'],
    [{ what: 1 }, '{"what":1}'],
  ])('a refusal says what the API said: %j', async (body, said) => {
    const server = await serve((response) => json(response, 400, body))
    const error = await refusal(
      client(server).send({ method: 'POST', path: gate }, { isIdempotent: true }),
    )
    expect(error).toMatchObject({
      message: `POST ${gate} answered 400: ${said}`,
      status: 400,
      written: 'no',
      fatal: false,
    })
    expect(server.received).toHaveLength(1)
  })

  test.each([400, 401, 403, 404, 409, 422, 500, 503])(
    'faults are shown in both forms, for reads and writes, at status %i',
    async (status) => {
      for (const errors of [['sql: No'], [{ property: 'sql', errorMessage: 'No' }], 'sql: No']) {
        const server = await serve((response) => json(response, status, { message: 'Bad', errors }))
        const api = client(server)
        const asks = [
          () => api.get(gate),
          () => api.list(gate, {}, String),
          () => api.lookUp(gate),
          () => api.send({ method: 'PATCH', path: gate, body: {} }, { isIdempotent: true }),
        ]
        for (const ask of asks) {
          const error = await refusal(ask())
          expect(String(error)).toContain(`answered ${status}: Bad (sql: No)`)
        }
      }
    },
  )

  test.each(
    [
      ['PATCH', 'segments/crew/id_list'],
      ['DELETE', 'segments/crew/id_list'],
      ['POST', 'segments/crew/id_list/reset'],
    ].flatMap(([method = '', path = '']) =>
      [
        { message: 'Another update is already in progress for this ID list' },
        { message: 'This list is already in use by another update' },
        { message: ['Try again'] },
        {},
        undefined,
      ].map((body) => ({ method, path: `/console/v1/${path}`, body })),
    ),
  )(
    '409 at an ID list says that it is busy, whatever the words: %j',
    async ({ body, method, path }) => {
      const server = await serve((response) =>
        body === undefined ? response.writeHead(409).end() : json(response, 409, body),
      )
      const error = await refusal(
        client(server).send(
          { method: method as 'PATCH', path, body: { ids: [] } },
          { isIdempotent: true },
        ),
      )
      expect([isBusy(error), isNameTaken(error), isNotFound(error)]).toEqual([true, false, false])
    },
  )

  test.each([
    [400, { message: 'Layer name is already in use' }, 'taken'],
    [409, { message: 'Ingestion source already exists with name {a}' }, 'taken'],
    [
      400,
      { message: 'Bad', errors: [{ property: 'name', errorMessage: 'Name is already in use' }] },
      'taken',
    ],
    [400, { message: 'Experiment a is already abandoned' }, ''],
    [409, { message: 'Conflict' }, 'taken'],
    [404, { message: 'Name is already in use' }, 'missing'],
    [404, { message: 'Experiment not found.' }, 'missing'],
    [404, { error: 'Gates with IDs [a] do not exist' }, 'missing'],
    [400, { message: 'No metric found for the given id, recieved: a' }, 'missing'],
    [
      404,
      {
        message: 'Not Found Exception',
        errors: [{ property: 'gateIDs', errorMessage: 'not found: [a]' }],
      },
      '',
    ],
    [403, { message: 'Forbidden resource' }, ''],
  ])('%i %j is understood as "%s"', async (status, body, meaning) => {
    const server = await serve((response) => json(response, status, body))
    const error = await refusal(
      client(server).send({ method: 'POST', path: gate }, { isIdempotent: false }),
    )
    expect([isNameTaken(error) ? 'taken' : '', isNotFound(error) ? 'missing' : ''].join('')).toBe(
      meaning,
    )
  })

  test.each([301, 302, 303, 307, 308])(
    'a redirect (%i) is an error and is not followed',
    async (status) => {
      const other = await serve(done)
      const server = await serve((response) =>
        response.writeHead(status, { location: `${other.url}console/v1/gates/a` }).end(),
      )
      const api = client(server)
      for (const attempt of [
        () => api.get(gate),
        () => api.send({ method: 'POST', path: gate }, { isIdempotent: true }),
      ]) {
        const error = await refusal(attempt())
        expect(error).toMatchObject({ status, written: 'no' })
        expect(String(error)).toMatch(/a redirect to `http:.*`, which is not followed/)
      }
      expect(server.received).toHaveLength(2)
      expect(other.received).toEqual([])
    },
  )
})
