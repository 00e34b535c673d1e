// Statsig as a map of this process, behind the port that the stages use: no server, no HTTP, and no rules of Statsig's
// own. A test may replace the answer to a write, and so shows what a stage makes of each answer.
import { isJsonArray, isJsonObject, type JsonObject, pick } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type {
  Address,
  DesiredState,
  LiveState,
  Request,
  Resource,
  SourceFile,
} from '../../src/model/index.ts'
import type { Clock, Reader, SendResult, Writer } from '../../src/resources/api.ts'
import { createLiveState, toResource } from '../../src/resources/live.ts'
import { loadOnce } from './load-files.ts'

export const registry = createKindRegistry({})

/** An answer in place of the usual one. */
export interface ReplacedAnswer {
  readonly result: SendResult
  /** Whether Statsig carries the request out all the same. */
  readonly isCarriedOut: boolean
}

export interface InMemoryStatsig {
  readonly api: Writer
  readonly clock: Clock
  /** Methods and paths of the writes, in order. */
  readonly writes: readonly string[]
  readonly put: (kind: KindName, members: JsonObject) => void
  readonly remove: (address: Address) => void
  readonly membersOf: (address: Address) => JsonObject | undefined
  readonly live: () => LiveState
  /** For the next writes, in order. */
  readonly replaceAnswers: (...answers: readonly ReplacedAnswer[]) => void
}

export const createInMemoryStatsig = (kinds: readonly KindName[]): InMemoryStatsig => {
  const stored = new Map<KindName, readonly JsonObject[]>()
  const [writes, answers]: [string[], ReplacedAnswer[]] = [[], []]
  let now = 1_700_000_000_000
  const kindOf = (name: KindName): Kind => registry(name).kind
  const resourcesOf = (name: KindName): readonly Resource[] =>
    (stored.get(name) ?? []).flatMap((raw) => toResource(kindOf(name), name, raw) ?? [])
  const allResources = () => kinds.flatMap((name) => resourcesOf(name))
  const replace = ({ kind, raw }: Resource, ...by: readonly JsonObject[]): void => {
    const others = (stored.get(kind) ?? []).filter((each) => each !== raw)
    stored.set(kind, [...others, ...by])
  }
  const put = (name: KindName, members: JsonObject): void => {
    const own = toResource(kindOf(name), name, members)?.address
    const before = allResources().find(({ address }) => address === own)
    if (before) replace(before, members)
    else stored.set(name, [...(stored.get(name) ?? []), members])
  }
  const carryOut = (request: Request): SendResult => {
    const { body, method, path, pathId } = request
    const given: JsonObject = body !== undefined && isJsonObject(body) ? body : {}
    const created = kinds.find((name) => method === 'POST' && kindOf(name).routes.create === path)
    if (created !== undefined) {
      put(created, given)
      return { status: 'accepted', data: given }
    }
    const found = allResources().find(
      (each) => path.startsWith(kindOf(each.kind).routes.item) && hasPathId(each, pathId),
    )
    if (found === undefined) return notFound
    if (method === 'DELETE') {
      replace(found)
      return { status: 'accepted', data: undefined }
    }
    const after: JsonObject = {
      ...found.raw,
      ...writtenMembers(kindOf(found.kind), found.raw, request),
    }
    replace(found, after)
    return { status: 'accepted', data: after }
  }
  const reader: Reader = {
    read: async (wanted) => createLiveState(wanted, [...wanted].flatMap(resourcesOf)),
    find: async (kind, { fallbackPathId, pathId }) =>
      resourcesOf(kind).find((each) => hasPathId(each, pathId) || hasPathId(each, fallbackPathId)),
    readSubResources: async ({ address }, names) =>
      pick(allResources().find((each) => each.address === address)?.raw ?? {}, (name) =>
        names.includes(name),
      ),
    listSubResources: async () => undefined,
    readAuditLog: async () => [],
    readReviews: async () => undefined,
    readReview: async () => undefined,
  }
  return {
    writes,
    put,
    clock: {
      now: () => now,
      sleep: async (milliseconds) => {
        now += milliseconds
      },
    },
    live: () => createLiveState(new Set(kinds), allResources()),
    remove: (address) => {
      const found = allResources().find((each) => each.address === address)
      if (found) replace(found)
    },
    membersOf: (address) => allResources().find((each) => each.address === address)?.raw,
    replaceAnswers: (...given) => void answers.push(...given),
    api: {
      ...reader,
      sendReview: async () => notFound,
      send: async (template, { check }) => {
        const checked = check === undefined ? {} : await check(reader, false)
        if (checked === undefined)
          return { status: 'unsent', cause: 'withheld', mayBeWritten: false }
        const request = { ...template, ...pick(checked, (name) => name === 'body') }
        writes.push(`${request.method} ${request.path.replace('{id}', request.pathId ?? '')}`)
        const replaced = answers.shift()
        if (replaced === undefined) return carryOut(request)
        if (replaced.isCarriedOut) carryOut(request)
        return replaced.result
      },
    },
  }
}

/** What a write to a path of a resource changes: its status, a sub-resource, one field or several. */
const writtenMembers = (
  { fields, routes: { archive, item, update }, statusMachine }: Kind,
  raw: JsonObject,
  { body, path }: Pick<Request, 'body' | 'path'>,
): JsonObject => {
  const given: JsonObject = body !== undefined && isJsonObject(body) ? body : {}
  const below = path.slice(item.length)
  const transition = statusMachine?.transitions.find((each) => each.path === below)
  if (statusMachine && transition)
    return {
      [statusMachine.field]: transition.to,
      ...Object.fromEntries(
        Object.entries(transition.body).map(([name, field]) => [field, given[name] ?? null]),
      ),
    }
  if (archive !== undefined && below === archive.path) return { status: 'Archived' }
  const [written] =
    Object.entries(fields).find(([, each]) => each.subResource?.path === below) ?? []
  if (written !== undefined) {
    const before = raw[written] ?? {}
    return { [written]: { ...(isJsonObject(before) ? before : {}), ...given } }
  }
  return typeof update.body === 'object' && isJsonArray(body)
    ? { [update.body.fieldValue]: body }
    : given
}

const notFound: SendResult = { status: 'refused', cause: 'not-found', reason: 'Not found' }

const hasPathId = (resource: Resource, text: string | undefined): boolean =>
  text !== undefined && (resource.pathId === text || resource.fallbackPathId === text)

/** Definitions from the texts of files, which have to be valid. */
export const desiredStateFrom = (files: readonly SourceFile[]): DesiredState => {
  const { settings } = readSettings(undefined)
  const { desired, diagnostics } = loadOnce(files, settings)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  return desired
}

/** A file with one definition. JSON is YAML. */
export const definitionFile = (folder: string, members: JsonObject): SourceFile => ({
  path: `statsig/${folder}/${String(members['id'] ?? members['name'])}.yaml`,
  text: `${JSON.stringify(members)}\n`,
})
