// The witness must be right about right and wrong itself.
import { createServer, type RequestListener, type Server } from 'node:http'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../src/core/json.ts'
import { type Patch, patched } from './support/openapi-validator/correction.ts'
import { patches } from './support/openapi-validator/corrections.ts'
import { componentSchemas, publishedDocument } from './support/openapi-validator/document.ts'
import {
  loadOpenApiValidator,
  type OpenApiValidator,
  startValidatingProxy,
} from './support/openapi-validator/index.ts'
import { overlaid } from './support/openapi-validator/overlay.ts'
import { samplesOf } from './support/openapi-validator/samples.ts'
import { repaired } from './support/openapi-validator/to-json-schema.ts'
import { ajvOf } from './support/openapi-validator/validate.ts'

const condition = (members: JsonObject): JsonObject => ({
  type: 'custom_field',
  field: 'plan',
  operator: 'any',
  targetValue: ['pro'],
  ...members,
})

const rule = (members: JsonObject): JsonObject => ({
  name: 'Rule',
  passPercentage: 50,
  conditions: [condition({})],
  ...members,
})

const gate = { name: 'A gate', isEnabled: true, tags: ['a'], rules: [rule({})] }

const readGate = {
  id: 'g',
  name: 'A gate',
  description: '',
  isEnabled: true,
  rules: [rule({ id: 'r:50.00:1', baseID: 'r' })],
  checksPerHour: 0,
  status: 'In Progress',
  type: 'TEMPORARY',
  typeReason: 'NONE',
  createdTime: 1,
  creatorName: 'CONSOLE API',
  lastModifierID: null,
  lastModifiedTime: null,
  lastModifierEmail: null,
  lastModifierName: null,
  permalink: 'https://console.statsig.com/project/gates/g',
}

const tag = { id: 't', name: 'n', description: '', isCore: false }

const overrides = { passingUserIDs: [], failingUserIDs: [], environmentOverrides: [] }

const pagination = { itemsPerPage: 100, pageNumber: 1, nextPage: null, previousPage: null }

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const specify = (witness: OpenApiValidator): void => {
  const judge = (request: string, body?: Json) => {
    const [method = '', path = ''] = request.split(' ')
    return witness.validateRequest({ method, path: `/console/v1${path}`, body })
  }
  const judgeAnswer = (request: string, status: number, body: Json | undefined) => {
    const [method = '', path = ''] = request.split(' ')
    return witness.validateResponse({ method, path: `/console/v1${path}` }, { status, body })
  }

  describe('agrees with a request', () => {
    const good: readonly (readonly [string, Json | undefined])[] = [
      ['GET /gates?limit=100&page=1', undefined],
      ['GET /gates?includeArchived=true&tags=a&tags=b', undefined],
      ['POST /gates', gate],
      ['PATCH /gates/a_gate', { rules: [rule({ passPercentage: 0.07 })] }],
      ['PATCH /gates/a_gate', { rules: [rule({ conditions: [condition({ targetValue: [] })] })] }],
      ['PUT /gates/a_gate/enable', {}],
      ['PUT /gates/a_gate/enable', undefined],
      ['POST /segments/s/conditional', [rule({})]],
      ['DELETE /segments/s/id_list', { ids: ['1'] }],
      ['PATCH /experiments/e', { duration: 1, turboMode: true, sidecarDisableAutoRun: true }],
      ['PATCH /layers/l', { parameters: [{ name: 'p', type: 'array', defaultValue: [] }] }],
      ['POST /metrics/Purchase%20Revenue%3A%3Asum', { directionality: 'increase' }],
      ['GET /metrics/a%2Fb/sum', undefined],
      ['GET /metrics/list?limit=100&page=2', undefined],
      ['POST /metrics', { name: 'p90', type: 'percentile', percentile: 0.9 }],
      ['DELETE /param_stores/store', undefined],
      ['PATCH /dynamic_configs/c', { isEnabled: true, type: 'TEMPORARY' }],
    ]
    test.each(good)('%s', (request, body) => {
      expect(judge(request, body)).toEqual([])
    })
  })

  describe('objects to a request', () => {
    const bad: readonly (readonly [string, Json | undefined, string])[] = [
      [
        'POST /gates',
        { ...gate, isEnabeld: true },
        '`isEnabeld` is not a member that the document names.',
      ],
      ['POST /gates', { isEnabled: true }, '`name` is missing.'],
      ['POST /gates', undefined, 'a body is missing.'],
      ['PATCH /gates/a_gate', { id: 'a_gate' }, '`id` is not a member that the document names.'],
      [
        'PATCH /gates/a_gate',
        { rules: [rule({ passPercentage: 1.234 })] },
        '`rules[0].passPercentage` must be multiple of 0.01.',
      ],
      [
        'PATCH /gates/a_gate',
        { rules: [rule({ color: 'red' })] },
        '`rules[0].color` is not a member that the document names.',
      ],
      [
        'PATCH /gates/a_gate',
        { rules: [rule({ conditions: [condition({ operator: 'regex' })] })] },
        '`rules[0].conditions[0].operator` must be one of',
      ],
      [
        'PATCH /gates/a_gate',
        { rules: [rule({ conditions: [condition({ targetValue: true })] })] },
        '`rules[0].conditions[0].targetValue` fits none of the shapes that the document allows.',
      ],
      [
        'POST /layers',
        { name: 'Layer', idType: 'userID', parameters: [] },
        '`parameters` is not a member that the document names.',
      ],
      ['POST /segments/s/conditional', { rules: [rule({})] }, 'The body must be array.'],
      [
        'POST /segments/s/conditional',
        [rule({ conditions: [{ type: 'public' }] })],
        '`[0].conditions[0].type` must be one of',
      ],
      [
        'POST /metrics/m%3A%3Asum',
        { metricEvents: [] },
        '`metricEvents` is not a member that the document names.',
      ],
      ['POST /metrics', { name: 'odd', type: 'undefined' }, '`type` must be one of'],
      [
        'POST /metrics/metric_source/s',
        { name: 's', sql: '', timestampColumn: 't', idTypeMapping: [] },
        '`name` must not be sent.',
      ],
      ['PATCH /metrics/m%3A%3Asum', {}, '/console/v1/metrics/{id} takes GET, POST, DELETE only.'],
      ['DELETE /metrics/list', undefined, '/console/v1/metrics/list takes GET only.'],
      ['GET /feature_gates', undefined, 'the document has no such route.'],
      ['GET /gates/100%', undefined, 'the document has no such route.'],
      [
        'GET /gates?offset=3',
        undefined,
        'the query parameter `offset` is not one that the document names.',
      ],
      ['GET /gates?limit=many', undefined, 'the query parameter `limit` may not be `many`.'],
      ['GET /reports', undefined, 'the query parameter `type` is missing.'],
      ['DELETE /gates/a_gate', { force: true }, 'the document declares no body.'],
    ]
    const cases = bad.map(([request, body, sentence]) => [request, sentence, body] as const)
    test.each(cases)('%s: %s', (request, sentence, body) => {
      const [method = '', path = ''] = request.split(' ')
      const findings = judge(request, body)
      expect(findings[0]).toContain(`${method} /console/v1${path}, request: ${sentence}`)
    })
  })

  test('reports every fault of a request', () => {
    expect(judge('POST /tags', { isCore: 'yes', colour: 'red' })).toHaveLength(4)
  })

  describe('agrees with an answer', () => {
    const good: readonly (readonly [string, number, Json | undefined])[] = [
      ['POST /tags', 200, { message: 'm', data: tag }],
      ['GET /unit_id_types', 200, { message: 'm', data: [], pagination }],
      ['GET /tags?limit=100&page=1', 200, { message: 'm', data: [tag] }],
      ['GET /tags/t', 200, { message: 'm', data: { ...tag, aNewMember: 1 }, more: true }],
      ['DELETE /tags/t', 200, { message: 'm' }],
      ['DELETE /experiments/e', 200, { message: 'm' }],
      ['POST /segments/s/conditional', 200, { message: 'm' }],
      [
        'GET /segments/s/id_list',
        200,
        { message: 'm', data: { name: 's', count: 1, ids: ['1'] }, pagination },
      ],
      ['GET /gates/g/overrides', 200, { message: 'm', data: overrides }],
      ['GET /gates/g', 404, { status: 404, message: 'Gate not found.' }],
      [
        'POST /gates',
        400,
        { status: 400, message: 'm', errors: [{ property: 'name', errorMessage: 'Required' }] },
      ],
      ['POST /gates', 400, { status: 400, message: 'm', errors: ['name: Required'] }],
      [
        'POST /layers/l',
        400,
        { status: 400, message: 'm', errors: { property: 'p', errorMessage: 'e' } },
      ],
      ['GET /ingestion', 404, { statusCode: 404, message: 'm', error: 'Not Found' }],
      ['GET /gates', 429, { status: 429, message: 'Too many requests' }],
      ['GET /gates', 502, undefined],
      ['GET /no_such_route', 404, { status: 404, message: 'Cannot GET' }],
    ]
    test.each(good)('%s %i', (request, status, body) => {
      expect(judgeAnswer(request, status, body)).toEqual([])
    })
  })

  describe('objects to an answer', () => {
    const bad: readonly (readonly [string, number, Json | undefined, string])[] = [
      ['POST /gates', 200, { message: 'm', data: {} }, 'the document declares no answer 200.'],
      ['DELETE /gates/g', 204, undefined, 'the document declares no answer 204.'],
      ['GET /tags/t', 200, tag, '`message` is missing or no text.'],
      ['GET /tags/t', 200, { message: 'm' }, '`data` is missing.'],
      ['GET /tags/t', 200, { message: 'm', data: { id: 't' } }, '`data.name` is missing.'],
      ['GET /tags/t', 200, undefined, 'the answer is not JSON.'],
      ['GET /tags', 200, { message: 'm' }, '`data` is missing.'],
      [
        'GET /tags',
        200,
        { message: 'm', data: [{ ...tag, isCore: 1 }] },
        '`data[0].isCore` must be boolean.',
      ],
      ['GET /unit_id_types', 200, { message: 'm', data: [] }, '`pagination` is missing.'],
      ['DELETE /gates/g', 200, {}, '`message` is missing or no text.'],
      ['GET /gates/g', 404, { status: 400, message: 'm' }, '`status` is 400.'],
      ['GET /gates/g', 500, {}, 'it has neither `message` nor `error`.'],
      ['POST /gates', 400, { message: 'm', errors: [1] }, '`errors` holds texts, or names'],
      ['GET /gates/g', 403, 'Forbidden', 'a refusal is an object.'],
      ['GET /no_such_route', 200, {}, 'the document has no such route.'],
    ]
    const cases = bad.map(
      ([request, status, body, sentence]) => [request, status, sentence, body] as const,
    )
    test.each(cases)('%s %i: %s', (request, status, sentence, body) => {
      expect(judgeAnswer(request, status, body)[0]).toContain(`answer ${status}: ${sentence}`)
    })
  })

  test('a whole gate is judged to its depth', () => {
    const answered = { message: 'm', data: { ...readGate, rules: [rule({ passPercentage: 101 })] } }
    expect(judgeAnswer('GET /gates/g', 200, { message: 'm', data: readGate })).toEqual([])
    expect(judgeAnswer('GET /gates/g', 200, answered)).toEqual([
      'GET /console/v1/gates/g, answer 200: `data.rules[0].passPercentage` must be <= 100.',
    ])
  })

  describe('its samples pass its own judgement', () => {
    const sampled = [
      'POST /gates',
      'PATCH /gates/x',
      'POST /gates/x',
      'POST /dynamic_configs',
      'PATCH /dynamic_configs/x',
      'POST /segments',
      'POST /experiments',
      'PATCH /experiments/x',
      'POST /layers',
      'PATCH /layers/x',
      'POST /holdouts/x',
      'POST /metrics',
      'POST /metrics/x',
      'POST /metrics/metric_source',
      'POST /metrics/metric_source/x',
      'POST /experiments/assignment_sources',
      'POST /autotunes',
      'POST /gates/x/overrides',
      'POST /param_stores/x',
      'POST /release_pipelines',
      'POST /users/teams',
      'POST /tags',
      'PATCH /tags/x',
    ]
    test.each(sampled)('%s', (request) => {
      const [method = '', path = ''] = request.split(' ')
      fc.assert(
        fc.property(witness.bodies(method, `/console/v1${path}`), (body) => {
          expect(judge(request, body)).toEqual([])
          expect(JSON.parse(JSON.stringify(body))).toEqual(body)
        }),
        { numRuns: 30 },
      )
    })

    test('and use the members that are newer than the document', () => {
      const bodies = fc.sample(witness.bodies('PATCH', '/console/v1/experiments/x'), 30)
      expect(bodies.some((body) => 'cureCovariates' in body)).toBe(true)
    })

    test('there are none of a body that is a list', () => {
      expect(() => witness.bodies('POST', '/console/v1/segments/s/conditional')).toThrow(
        'no object',
      )
    })
  })

  test('a body has a schema without references', () => {
    const schema = witness.bodySchema('POST', '/console/v1/metrics')
    expect(schema).toMatchObject({ type: 'object', required: ['name', 'type'] })
    expect(JSON.stringify(schema)).not.toContain('$ref')
    expect(witness.bodySchema('GET', '/console/v1/metrics/list')).toBeUndefined()
  })

  const published = publishedDocument()
  const original: JsonObject = 'skipped' in published ? {} : published

  test('all 176 schemas of the document compile', () => {
    const ajv = ajvOf()
    const all = Object.values(componentSchemas(original))
    expect(all).toHaveLength(176)
    for (const schema of all) ajv.compile(repaired(original, schema, 'closed'))
  })

  test('each patch is needed once', () => {
    const mended = patched(original, patches)
    for (const patch of patches) {
      for (const at of patch.at) {
        expect(() => patched(mended, [{ ...patch, at: [at] }]), patch.why).toThrow(
          `The patch "${patch.why}" no longer applies at ${at}`,
        )
      }
    }
  })

  test('a patch whose place is gone is refused', () => {
    expect(() => patched({}, patches)).toThrow('nothing is there')
  })

  test('each patch says why, and where that is known from', () => {
    const unfounded = patches.filter(
      (patch: Patch) =>
        patch.why === '' || patch.at.length === 0 || !/^facts \d/.test(patch.source),
    )
    expect(unfounded).toEqual([])
  })

  describe('as a server between', () => {
    const closing: (() => Promise<unknown>)[] = []
    afterEach(async () => {
      await Promise.all(closing.splice(0).map((close) => close()))
    })
    const between = async (upstream: RequestListener) => {
      const server = createServer(upstream)
      const judging = await startValidatingProxy(
        witness,
        `http://127.0.0.1:${await listening(server)}`,
      )
      closing.push(judging.close, () => {
        server.closeAllConnections()
        return new Promise((done) => server.close(done))
      })
      return judging
    }

    test('an exchange passes unchanged, and without findings where all is well', async () => {
      const judging = await between((asked, answer) => {
        const seen = asked.headers['statsig-api-key'] ?? ''
        answer.writeHead(200, { 'x-seen': seen, 'x-host': asked.headers.host })
        answer.end(JSON.stringify({ message: 'm', data: tag }))
      })
      const answered = await fetch(`${judging.url}/console/v1/tags`, {
        method: 'POST',
        headers: { 'STATSIG-API-KEY': 'console-x' },
        body: JSON.stringify({ name: 'n', description: '' }),
      })
      expect(answered.headers.get('x-seen')).toBe('console-x')
      expect(answered.headers.get('x-host')).not.toBe(new URL(judging.url).host)
      expect(await answered.json()).toEqual({ message: 'm', data: tag })
      expect(judging.findings).toEqual([])
    })

    test('both sides of an exchange are judged before the client has its answer', async () => {
      const judging = await between((_, answer) => answer.end('{"message":"m"}'))
      await (await fetch(`${judging.url}/console/v1/tags/t?a=1`)).text()
      expect(judging.findings).toEqual([
        'GET /console/v1/tags/t?a=1, request: the query parameter `a` is not one that the document names.',
        'GET /console/v1/tags/t?a=1, answer 200: `data` is missing.',
      ])
    })

    test('a redirect is passed on and not followed', async () => {
      const judging = await between((_, answer) => {
        answer.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end()
      })
      const answered = await fetch(`${judging.url}/console/v1/tags/t`, { redirect: 'manual' })
      expect(answered.status).toBe(307)
      expect(answered.headers.get('location')).toBe('http://127.0.0.1:1/elsewhere')
      expect(judging.findings).toEqual([])
    })

    test('a reset is passed on, and no answer is judged', async () => {
      const judging = await between((asked) => asked.socket.resetAndDestroy())
      await expect(fetch(`${judging.url}/console/v1/tags/t`)).rejects.toThrow()
      expect(judging.findings).toEqual([])
    })

    test.each(['content-length', 'chunked'])(
      'a body cut short arrives as far as it came (%s)',
      async (framing) => {
        const judging = await between((_, answer) => {
          answer.writeHead(200, framing === 'chunked' ? {} : { 'content-length': 100 })
          answer.write('{"message":', () => answer.destroy())
        })
        const answered = await fetch(`${judging.url}/console/v1/tags/t`)
        const reader = answered.body?.getReader()
        const first = await reader?.read()
        expect(new TextDecoder().decode(first?.value)).toBe('{"message":')
        await expect(reader?.read()).rejects.toThrow()
        expect(judging.findings).toEqual([])
      },
    )

    test('a hang is passed on until the client gives up, and then upstream is let go', async () => {
      let letGo = (): void => undefined
      const released = new Promise<void>((done) => {
        letGo = done
      })
      const judging = await between((_, answer) => answer.on('close', () => letGo()))
      const waiting = fetch(`${judging.url}/console/v1/tags/t`, { signal: AbortSignal.timeout(80) })
      await expect(waiting).rejects.toThrow()
      await released
      expect(judging.findings).toEqual([])
    })
  })
}

const loaded = loadOpenApiValidator()
if ('skipped' in loaded) test.skip(loaded.skipped)
else describe('the witness', () => specify(loaded))

test('a newer document is laid over an older one by operation and by schema', () => {
  const older = {
    paths: { '/a': { get: { tags: ['a'] }, post: { tags: ['old'] }, patch: {} } },
    components: { schemas: { Kept: { type: 'string' }, Changed: {}, Gone: {} } },
  }
  const first = {
    paths: { '/a': { post: { tags: ['new'] }, patch: null }, '/b': { get: {} } },
    schemas: { Changed: { type: 'number' } },
    gone: { schemas: ['Gone'] },
  }
  expect(overlaid(older, [first, { paths: { '/b': { put: {} } } }])).toEqual({
    paths: { '/a': { get: { tags: ['a'] }, post: { tags: ['new'] } }, '/b': { get: {}, put: {} } },
    components: { schemas: { Kept: { type: 'string' }, Changed: { type: 'number' } } },
  })
})

test('samples keep to patterns, bounds and lengths', () => {
  const samples = samplesOf({
    type: 'object',
    required: ['name', 'share', 'many'],
    properties: {
      name: { type: 'string', pattern: '^[a-zA-Z0-9_\\-. ]*$', minLength: 3, maxLength: 100 },
      share: { type: 'number', minimum: 0, maximum: 100, multipleOf: 0.01 },
      many: { type: 'integer', exclusiveMinimum: 1, maximum: 3 },
      never: { not: {} },
    },
  })
  fc.assert(
    fc.property(samples, (sample) => {
      expect(sample).toEqual({
        name: expect.stringMatching(/^[a-zA-Z0-9_\-. ]{3,100}$/),
        share: expect.any(Number),
        many: expect.any(Number),
      })
    }),
  )
})
