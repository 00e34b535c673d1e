// A company's worth of definitions: every kind, referring to each other, half from our descriptors and half from
// Statsig's own document.
import fc from 'fast-check'
import { stringify } from 'yaml'
import { isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { join, topLevelName, valueAt } from '../../../src/core/pointer.ts'
import type { Field, Fields } from '../../../src/fields/field.ts'
import { referencedKinds } from '../../../src/fields/references.ts'
import { kinds } from '../../../src/kinds/index.ts'
import { type Kind, rootFieldOf } from '../../../src/kinds/kind.ts'
import { findUnmetRequirements } from '../../../src/load/definition/requirements.ts'
import { type SourceFile, singletonName } from '../../../src/model/index.ts'
import { samplesOf } from '../openapi-validator/samples.ts'
import { openApiValidator } from '../project.ts'
import { type Fullness, membersOf, type SampleContext, valuesOf } from './field.ts'
import { drawSamples } from './random.ts'
import {
  adaptedMembers,
  inPlace,
  narrowFields,
  type Project,
  requirementFields,
  satisfyRequirements,
} from './satisfy-requirements.ts'

export interface Sample {
  readonly kind: Kind
  /** Where its file lies. */
  readonly path: string
  /** As a file gives them. */
  readonly members: JsonObject
  readonly lifecycle?: JsonObject
}

export const everyKind: readonly Kind[] = kinds

/** A kind comes after those that it refers to. */
const inOrder: readonly Kind[] = everyKind.toSorted((a, b) => depthOf(a) - depthOf(b))

function depthOf(kind: Kind, above: readonly string[] = []): number {
  const below = referencedKinds(rootFieldOf(kind), 'required').filter(
    (name) => name !== kind.kind && !above.includes(name),
  )
  return Math.max(
    0,
    ...everyKind
      .filter((each) => below.includes(each.kind))
      .map((each) => 1 + depthOf(each, [...above, kind.kind])),
  )
}

export const kindsIn = (project: Project): readonly Kind[] =>
  inOrder.filter((kind) => kind.projectType === undefined || kind.projectType === project)

export interface CompanyOptions {
  readonly project: Project
  /** Definitions of each kind. */
  readonly count: number
  readonly salt: number
  readonly fullness: Fullness
  /** Ids without capitals, for servers that lower them. */
  readonly lower?: boolean
  readonly only?: readonly Kind[]
}

export const companyOf = ({
  count,
  fullness,
  lower,
  only,
  project,
  salt,
}: CompanyOptions): readonly Sample[] => {
  const samples: Sample[] = []
  const around = contextOf(samples)
  for (const [place, kind] of (only ?? kindsIn(project)).entries()) {
    const most = mostOf(kind, count)
    // One alone is now of the one source and now of the other.
    const first = most === 1 ? (salt + place) % 2 : Math.ceil(most / 2)
    const own = drawSamples(
      definitionsOf(kind, project, around, fullness),
      first,
      salt * 100 + place,
    )
    const named = (members: JsonObject, index: number): Sample =>
      sampleOf(kind, members, salt * 1_000 + index, around, lower)
    const push = (sample: Sample) => {
      const isNew = !around.names(kind.kind).includes(nameOf(sample) ?? '')
      if (isNew) samples.push(sample)
    }
    for (const [index, members] of own.entries()) push(named(members, index))
    const others = documented(kind, project, around, most - first, salt * 100 + place)
    for (const [index, members] of others.entries()) push(named(members, first + index))
  }
  return samples
}

/** Definitions whose first plan is a creation. */
export const creatable = (samples: readonly Sample[]): readonly Sample[] =>
  samples.filter(({ kind }) => kind.routes.create !== undefined)

/** Of what the API creates none of, there is what every project has. */
const mostOf = (kind: Kind, count: number): number => {
  const { identity, routes } = kind
  if (identity.by === 'project') return 1
  const words = wordsIn(kind)
  if (words.length > 0) return Math.min(count, words.length)
  return routes.create === undefined ? Math.min(count, keysThatAreThere.length) : count
}

/** The words that resources are known by, where nothing else tells them apart. */
const wordsIn = (kind: Kind): readonly string[] => {
  const [name = '', ...others] = identityIn(kind)
  const field = kind.fields[name]
  return field?.shape === 'choice' && others.length === 0 ? field.of.map(String) : []
}

/** The keys of a new project, by description. */
const keysThatAreThere = ['Server key', 'Client key']

/** A drawn definition as a file that holds: with a name of its own, and mended. */
export const sampleOf = (
  kind: Kind,
  members: JsonObject,
  n: number,
  around: SampleContext,
  lower = false,
): Sample => ({
  kind,
  path: `statsig/${kind.folder}/${n}.yaml`,
  members: satisfyRequirements(
    kind,
    kind.routes.create === undefined && kind.identity.by === 'members'
      ? { ...readable(members), description: keysThatAreThere[n % keysThatAreThere.length] ?? '' }
      : identified(kind, readable(members), n, lower),
    around,
    n,
  ),
})

export const contextOf = (samples: readonly Sample[]): SampleContext => ({
  names: (kind) => [
    ...(kind === 'unit_id_type' ? ['userID', 'stableID'] : []),
    ...samples.flatMap((sample) => (sample.kind.kind === kind ? (nameOf(sample) ?? []) : [])),
  ],
  made: (kind) => samples.flatMap((sample) => (sample.kind.kind === kind ? [sample.members] : [])),
})

/** What other files call it. */
const nameOf = ({ kind, members }: Sample): string | undefined => {
  const { identity } = kind
  if (identity.by === 'project') return singletonName
  const parts = identityIn(kind).map((name) => members[name])
  return parts.every((part) => typeof part === 'string') ? parts.join('::') : undefined
}

/** The members that a resource is known by. */
export const identityIn = ({ identity }: Kind): readonly string[] => {
  switch (identity.by) {
    case 'members':
      return identity.members
    case 'id':
    case 'name':
      return [identity.by]
    case 'project':
      return []
  }
}

export const definitionsOf = (
  kind: Kind,
  project: Project,
  around: SampleContext,
  fullness: Fullness,
): fc.Arbitrary<JsonObject> => {
  const ways = waysOf(kind, project, around, fullness)
  return fc.oneof(
    ...ways.map(({ decided, members }) =>
      members.map((each): JsonObject => ({ ...decided, ...each })),
    ),
  )
}

/** The sorts of a kind that can be described with what is there to refer to. */
const waysOf = (kind: Kind, project: Project, around: SampleContext, fullness: Fullness) =>
  decisions(kind, project).flatMap((decided) => {
    const fields = Object.fromEntries(
      Object.entries(narrowFields(kind, decided, project)).filter(
        ([name]) => !Object.hasOwn(decided, name),
      ),
    )
    const members = membersOf(fields, around, fullness, (name, field) =>
      shapeByDocument(kind, name, field),
    )
    return members ? [{ decided, members }] : []
  })

/** What we pass as it is has a shape all the same, which the document knows. */
const shapeByDocument = (
  kind: Kind,
  name: string,
  field: Field,
): fc.Arbitrary<Json> | undefined => {
  const isOpaque =
    field.shape === 'opaque' || (field.shape === 'list' && field.of.shape === 'opaque')
  if (!isOpaque || 'skipped' in openApiValidator) return undefined
  const schema = valueAt(schemaOf(kind), join('/properties', name))
  return isJsonObject(schema) ? samplesOf(schema) : undefined
}

const schemas = new Map<string, JsonObject>()
const schemaOf = ({ routes }: Kind): JsonObject => {
  const [method, path] = writingRoute(routes)
  const known = schemas.get(path)
  if (known) return known
  const read = 'skipped' in openApiValidator ? undefined : openApiValidator.bodySchema(method, path)
  schemas.set(path, read ?? {})
  return read ?? {}
}

/** The request that says most of a resource: its creation, else its update. */
const writingRoute = ({ create, item, update }: Kind['routes']): readonly [string, string] =>
  create === undefined ? [update.method, update.absolutePath ?? item] : ['POST', create]

/** Every combination of the deciding members. */
const decisions = (kind: Kind, project: Project): readonly JsonObject[] =>
  requirementFields(kind)
    .reduce<readonly JsonObject[]>(
      (ways, name) => {
        const field = kind.fields[name]
        const flags = field?.shape === 'flag' ? [true, false] : []
        const values = field?.shape === 'choice' ? field.of : flags
        return ways.flatMap((way) => values.map((value) => ({ ...way, [name]: value })))
      },
      [{}],
    )
    .filter((decided) => inPlace(kind, project, decided))

/** Bodies of creations by the published document, as files of this project may say them. */
const documented = (
  kind: Kind,
  project: Project,
  around: SampleContext,
  count: number,
  salt: number,
): readonly JsonObject[] => {
  const bodies = bodiesOf(kind)
  if (bodies === undefined)
    return drawSamples(definitionsOf(kind, project, around, 'some'), count, salt + 7)
  const ways = waysOf(kind, project, around, 'some').map(({ decided }) => decided)
  return drawSamples(bodies, count, salt).map((body, index) => {
    const decided = ways[(salt + index) % ways.length] ?? {}
    const fields = narrowFields(kind, decided, project)
    const members = { ...adaptedMembers(fields, body, around, index), ...decided }
    return { ...members, ...needsOf(kind, fields, members, around, salt + index) }
  })
}

const bodiesByRoute = new Map<string, fc.Arbitrary<JsonObject>>()
const bodiesOf = ({ routes }: Kind): fc.Arbitrary<JsonObject> | undefined => {
  if ('skipped' in openApiValidator) return undefined
  const [method, path] = writingRoute(routes)
  const known = bodiesByRoute.get(path) ?? openApiValidator.bodies(method, path)
  bodiesByRoute.set(path, known)
  return known
}

/** What is needed and not given, or not given as this sort of resource needs it. */
const needsOf = (
  kind: Kind,
  fields: Fields,
  members: JsonObject,
  around: SampleContext,
  salt: number,
): JsonObject => {
  const unmet = findUnmetRequirements(
    (kind.requirements ?? []).filter(
      ({ needs }) => needs.rule !== 'sum' && needs.rule !== 'same-keys',
    ),
    members,
  ).map(({ requirement }) => topLevelName(requirement.needs.at))
  const missing = Object.entries(fields).filter(
    ([name, field]) => (field.required && members[name] === undefined) || unmet.includes(name),
  )
  return Object.fromEntries(
    missing.flatMap(([name, field]) => {
      const values = valuesOf(field, around, 'some')
      return values ? drawSamples(values, 1, salt).map((value) => [name, value]) : []
    }),
  )
}

/** Without what files may not hold: line breaks that nobody sees, and keys that harm programs. */
const readable = (members: JsonObject): JsonObject =>
  JSON.parse(
    JSON.stringify(members)
      .replace(/[\u0085\u2028\u2029\ufeff]/g, '-')
      .replace(/"(constructor|prototype|__proto__)"/g, '"own_$1"'),
  )

/** Names that are unique without regard to case. */
const identified = (kind: Kind, members: JsonObject, n: number, lower: boolean): JsonObject => {
  const known = identityIn(kind).filter((name) => kind.fields[name]?.shape === 'text')
  const names = [...new Set([...known, 'name'])].filter((name) => Object.hasOwn(kind.fields, name))
  const words = wordsIn(kind)
  const word = words[n % words.length]
  return {
    ...members,
    ...(word !== undefined && { [identityIn(kind)[0] ?? '']: word }),
    ...Object.fromEntries(
      names.map((name) => {
        const field = kind.fields[name]
        const max = field?.shape === 'text' ? (field.max ?? 60) : 60
        const text = typeof members[name] === 'string' ? members[name] : ''
        const own = `${[...text].slice(0, max - 12).join('')}${name === 'id' ? '_x' : ' x'}${n}`
        return [name, lower && name === 'id' ? own.toLowerCase() : own]
      }),
    ),
  }
}

/** How many of them Statsig shows when nobody is named: of what has no list, the first of each sort. */
export const findable = (samples: readonly Sample[], areTold = true): number =>
  new Set(
    // Without its name in the answer, a resource cannot be counted.
    samples
      .filter(({ kind }) => areTold || kind.routes.lookup?.nestedUnder === undefined)
      .map(({ kind, members, path }) => {
        const { lookup } = kind.routes
        const sort = Object.keys(lookup?.parameters ?? {}).map((name) => members[name])
        return lookup ? [kind.kind, ...sort].join('::') : path
      }),
  ).size

export const fileOf = ({ lifecycle, members, path }: Sample): SourceFile => ({
  path,
  text: stringify({ ...members, ...(lifecycle && { lifecycle }) }),
})

export const filesOf = (samples: readonly Sample[]): readonly SourceFile[] => samples.map(fileOf)
