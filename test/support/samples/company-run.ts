// What happens to a company: it is described, applied, told in fewer words, changed in one place each, applied again.

import type { Adoption } from '../../../src/adoption/index.ts'
import { isFatal } from '../../../src/core/diagnostic.ts'
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { collectionSpecs } from '../../../src/emulator/core/collections.ts'
import {
  type Behavior,
  type Collection,
  isCollection,
  type LoggedRequest,
  type State,
} from '../../../src/emulator/index.ts'
import type { Field } from '../../../src/fields/field.ts'
import { referencedKinds } from '../../../src/fields/references.ts'
import { type Kind, rootFieldOf } from '../../../src/kinds/kind.ts'
import { readSettings } from '../../../src/load/settings/index.ts'
import type {
  KeptDifference,
  LiveState,
  Operation,
  Plan,
  SourceFile,
} from '../../../src/model/index.ts'
import { keptText } from '../../../src/report/sentences/kept.ts'
import { refusalText } from '../../../src/report/sentences/refusal.ts'
import { loadOnce } from '../load-files.ts'
import {
  type ApplyResult,
  openApiValidator,
  type PlanResult,
  type TestProject,
  withProject,
} from '../project.ts'
import { kindsAffectedBy } from './affected-kinds.ts'
import { type Change, changesOf, thinned } from './change.ts'
import {
  companyOf,
  contextOf,
  fileOf,
  filesOf,
  identityIn,
  kindsIn,
  type Sample,
} from './company.ts'
import { randomNumbers } from './random.ts'
import { applies, narrowFields, type Project } from './satisfy-requirements.ts'

export interface ChangedSample extends Sample {
  readonly change: Change
  /** The same definition without the change. */
  readonly unchanged: JsonObject
  /** Statsig shows nothing that it need not show. */
  readonly hidden?: readonly string[]
}

export interface CompanyRun {
  readonly samples: readonly Sample[]
  readonly first: ApplyResult
  readonly second: PlanResult
  readonly creations: readonly LoggedRequest[]
  readonly changed: readonly ChangedSample[]
  /** The plan of all changes at once. */
  readonly planned: PlanResult
  /** What an apply writes of changes that the API cannot make. */
  readonly refused: ApplyResult | undefined
  readonly refusedWrites: readonly LoggedRequest[]
  readonly before: State
  /** The changes that the API can make. */
  readonly third: ApplyResult
  readonly after: State
  readonly updates: readonly LoggedRequest[]
  readonly fourth: PlanResult
  /** The files without the changes, as if they had been applied and the changes made in the console. */
  readonly drifted: PlanResult | undefined
  /** The files once the changes are adopted, what became of them, and the plan of them. */
  readonly adopted: { readonly adoption: Adoption; readonly plan: PlanResult } | undefined
  readonly findings: readonly string[]
}

export interface CompanyRunOptions {
  readonly project: Project
  readonly behavior: Behavior | undefined
  readonly count: number
  readonly salt: number
  /** Every kind, where otherwise those that the sort of project makes different are enough in a warehouse. */
  readonly isThorough: boolean
}

/** Whoever has to wait for a review cannot be in sync, and companies ask for reviews: the project goes around them. */
export const withoutReviews = { settings: 'reviews: bypass' } as const

export const isLowering = (behavior: Behavior | undefined): boolean =>
  behavior === 'explicit-ids-lowercased'

export const runCompany = async ({
  count,
  isThorough,
  behavior,
  project,
  salt,
}: CompanyRunOptions): Promise<CompanyRun> =>
  withProject(
    {
      project,
      // The judge listens to answers too, and takes as long again.
      unjudged: !isThorough,
      ...withoutReviews,
      // An id that no gate has cannot be compared: `clearable-references.test.ts` is about holdouts that show one.
      behaviors: [...(behavior ? [behavior] : []), 'holdout-gate-read-by-id'],
    },
    async (statsig) => {
      const samples = companyOf({
        project,
        count,
        salt,
        fullness: 'all',
        lower: isLowering(behavior),
        only: kindsAffectedBy(behavior, project).filter(
          (kind) => isThorough || project === 'cloud' || ofWarehouses.includes(kind),
        ),
      })
      const files = filesOf(samples)
      const first = await statsig.apply(files)
      const creations = writesOf(statsig, 0)
      const second = await statsig.plan(files)
      const made = statsig.emulator.snapshot()
      for (const sample of samples) addUnknownMember(statsig, sample, made)
      const changed = changedOnce(samples, project, salt).map((each) => ({
        ...each,
        hidden: hiddenOf(each, second.run.live),
      }))
      const planned = await statsig.plan(filesOf(changed))
      const putBack = (wanted: (sample: ChangedSample) => boolean) =>
        filesOf(changed.map((each) => (wanted(each) ? each : { ...each, members: each.unchanged })))
      const beforeRefused = statsig.emulator.requests.length
      const refused = isThorough ? await statsig.apply(putBack(mustBeRefused)) : undefined
      const refusedWrites = writesOf(statsig, beforeRefused)
      const start = statsig.emulator.requests.length
      const before = statsig.emulator.snapshot()
      const possible = putBack((each) => !mustBeRefused(each))
      const third = await statsig.apply(possible)
      const after = statsig.emulator.snapshot()
      const updates = writesOf(statsig, start)
      const fourth = await statsig.plan(possible)
      const unchanged = putBack(() => false)
      const drifted = isThorough ? await statsig.drift(unchanged) : undefined
      const adopted = drifted && (await adoptedIn(statsig, unchanged, drifted))
      return {
        samples,
        first,
        second,
        creations,
        changed,
        planned,
        refused,
        refusedWrites,
        before,
        third,
        after,
        updates,
        fourth,
        drifted,
        adopted,
        findings: [
          ...findingsOf(statsig.emulator.requests),
          ...knowable(statsig.findings()),
        ].filter(
          (each) =>
            !(isAdding(behavior) && /fits none of the shapes/.test(each)) &&
            // What the document says is tried first, and refused; then the other way.
            !(behavior === 'segment-rules-wrapped' && /conditional.*must be array/.test(each)),
        ),
      }
    },
  )

const adoptedIn = async (
  statsig: TestProject,
  files: readonly SourceFile[],
  drifted: PlanResult,
): Promise<CompanyRun['adopted']> => {
  const adoption = statsig.adopt(files, drifted)
  const byPath = new Map(adoption.files.map((file) => [file.path, file]))
  const plan = await statsig.plan(files.map((file) => byPath.get(file.path) ?? file))
  return { adoption, plan }
}

/** A member more is enough for a body to fit none of several shapes, and the finding cannot say which it was. */
const isAdding = (behavior: Behavior | undefined): boolean =>
  behavior === 'worst-case' || behavior === 'unknown-members'

/** The kinds that only a warehouse has, or that it makes different, and what they refer to. */
const ofWarehouses = kindsIn('warehouse').filter((kind, _, all) => {
  const isOwn = ({ fields, projectType }: Kind) =>
    projectType !== undefined || Object.keys(fields).includes('warehouseNative')
  return (
    isOwn(kind) ||
    all.some((each) => isOwn(each) && referencedKinds(rootFieldOf(each)).includes(kind.kind))
  )
})

const writesOf = ({ emulator }: TestProject, from: number): readonly LoggedRequest[] =>
  emulator.requests.slice(from).filter(({ method }) => method !== 'GET')

/** What the document has to say against what the engine sent, but for members that it cannot know. */
const findingsOf = (requests: readonly LoggedRequest[]): readonly string[] => {
  const judge = openApiValidator
  if ('skipped' in judge) return []
  return knowable(
    requests.flatMap(({ body, method, path }) => judge.validateRequest({ method, path, body })),
  )
}

const knowable = (findings: readonly string[]): readonly string[] =>
  findings.filter((finding) => !unknownNames.some((name) => finding.includes(name)))

/** A member that Statsig might add; and, by list, members that the API takes and that no descriptor names. */
const planted = { plantedByStatsig: 'keep me' }
const unnamed: Readonly<Record<string, JsonObject>> = {
  rules: { returnValue: { kept: true } },
  groups: { highlighted: true },
}
const unknownNames = [
  'plantedByStatsig',
  'addedNextMonth',
  'permalink',
  ...Object.values(unnamed).flatMap(Object.keys),
]

export const isUnknownMember = (value: Json | undefined): boolean =>
  isJsonObject(value) && value['plantedByStatsig'] === planted.plantedByStatsig

const addUnknownMember = ({ emulator }: TestProject, sample: Sample, state: State): void => {
  const id = keyOf(sample, state)
  if (id === undefined) return
  emulator.edit(collectionOf(sample), id, (object) => ({
    ...object,
    ...planted,
    ...Object.fromEntries(
      Object.entries(sample.kind.fields).flatMap(([name, field]) => {
        const items = object[name]
        const isNamed = field.shape === 'list' && field.match !== undefined
        return isNamed && isJsonArray(items)
          ? [
              [
                name,
                items.map((item) =>
                  isJsonObject(item)
                    ? { ...withUnknownMembers(item), ...unnamedMembersIn(name, field.of) }
                    : item,
                ),
              ],
            ]
          : []
      }),
    ),
  }))
}

/** What the API takes in such an item and the descriptor does not name. */
const unnamedMembersIn = (name: string, of: Field): JsonObject =>
  Object.fromEntries(
    Object.entries(unnamed[name] ?? {}).filter(
      ([each]) => of.shape !== 'record' || !Object.hasOwn(of.fields, each),
    ),
  )

const withUnknownMembers = (item: JsonObject): JsonObject => ({
  ...item,
  ...planted,
  ...(isJsonArray(item['conditions']) && {
    conditions: item['conditions'].map((each) =>
      isJsonObject(each) ? { ...each, ...planted } : each,
    ),
  }),
})

export const collectionOf = ({ kind }: Pick<Sample, 'kind'>): Collection => {
  const { folder } = kind
  if (isCollection(folder)) return folder
  if (kind.identity.by === 'project') return 'settings'
  throw new Error(`The emulator has no \`${folder}\`.`)
}

/** Under which key the emulator keeps what a sample describes. */
export const keyOf = ({ kind, members }: Sample, state: State): string | undefined => {
  const object = objectOf({ kind, members }, state)
  return object && String(object[collectionSpecs[collectionOf({ kind })].key])
}

export const objectOf = (
  { kind, members }: Pick<Sample, 'kind' | 'members'>,
  state: State,
): JsonObject | undefined =>
  state[collectionOf({ kind })]
    .map((object) => flat(kind, object))
    .find((object) =>
      kind.identity.by === 'project'
        ? kind.folder === 'environments' || kind.routes.list.endsWith(`/${object['id']}`)
        : identityIn(kind).every((name) => object[name] === members[name]),
    )

/** Fields that Statsig may keep to itself, and does. */
const hiddenOf = ({ kind, members }: Sample, { resources }: LiveState): readonly string[] => {
  const raw = [...resources.values()].find(
    (each) =>
      each.kind === kind.kind && identityIn(kind).every((name) => each.raw[name] === members[name]),
  )?.raw
  return Object.entries(kind.fields).flatMap(([name, { writeOnly }]) =>
    writeOnly === 'sometimes' && raw?.[name] === undefined ? [name] : [],
  )
}

/** With what the API answers inside a member as members of its own. */
const flat = ({ routes }: Kind, object: JsonObject): JsonObject => {
  const { [routes.lookup?.nestedUnder ?? '']: inside, ...others } = object
  return isJsonObject(inside) ? { ...inside, ...others } : object
}

/** What a resource looks like inside Statsig that is described so. */
export const storedAs = ({ fields, routes }: Kind, members: JsonObject): JsonObject => {
  const inside = routes.lookup?.nestedUnder
  if (inside === undefined) return members
  const onTop = ['id', 'type', 'enabled']
  const part = (isWanted: (name: string) => boolean) =>
    Object.fromEntries(
      Object.entries(members).filter(
        ([name]) => isWanted(name) && fields[name]?.writeOnly !== true,
      ),
    )
  return {
    ...part((name) => onTop.includes(name)),
    [inside]: part((name) => !onTop.includes(name)),
  }
}

const settings = readSettings(undefined).settings

export const isValid = (sample: Sample): boolean => {
  const { desired, diagnostics } = loadOnce([fileOf(sample)], settings)
  return (
    !isFatal(diagnostics) &&
    [...desired.values()].every(({ deferredFaults }) => deferredFaults.length === 0)
  )
}

export const changedOnce = (
  samples: readonly Sample[],
  project: Project,
  salt: number,
): readonly ChangedSample[] => {
  const next = randomNumbers(salt)
  const turns = new Map<string, number>()
  return samples.flatMap((sample, index) => {
    const { kind, members } = sample
    const needed = narrowFields(kind, members, project)
    const fewer = thinned(kind.fields, members, (name) => isKept(name, sample, needed), next)
    const around = contextOf(samples.slice(0, index))
    const turn = turns.get(kind.kind) ?? 0
    turns.set(kind.kind, turn + 1)
    const possible = changesOf(kind, members, around).filter(
      ({ how, top, way }) =>
        !isBoundToLayer(sample, top, way.length) &&
        !isBoundToUnit(sample, top, way.length) &&
        !(how === 'changed' && way.length === 1 && isByHandle(kind.fields[top])) &&
        !(['removed', 'emptied'].includes(how) && isNamedByOthers(sample, top, samples)),
    )
    for (let skip = 0; skip < possible.length; skip += 1) {
      const at = (salt * 7 + turn * 3 + skip) % possible.length
      const wanted = possible[at]
      if (wanted === undefined) continue
      const value = { ...fewer, [wanted.top]: members[wanted.top] ?? null }
      const again = changesOf(kind, value, around).find(({ what }) => what === wanted.what)
      if (again === undefined) continue
      const changed: ChangedSample = {
        ...sample,
        members: again.members,
        unchanged: value,
        change: again,
      }
      if (isValid(changed)) return [changed]
    }
    return []
  })
}

const isKept = (
  name: string,
  { kind, members }: Sample,
  needed: Sample['kind']['fields'],
): boolean =>
  identityIn(kind).includes(name) ||
  needed[name]?.required === true ||
  (kind.requirements ?? []).some(
    (requirement) =>
      Object.keys(requirement.when).includes(`/${name}`) ||
      (applies(requirement, members) && requirement.needs.at === `/${name}`),
  )

/** Parameters of groups in a layer are the layer's. */
const isBoundToLayer = ({ kind, members }: Sample, top: string, depth: number): boolean =>
  depth > 1 &&
  kind.fields[top]?.shape === 'list' &&
  Object.entries(kind.fields).some(
    ([name, field]) => isByHandle(field) && typeof members[name] === 'string',
  )

/** What a holdout covers has its unit: others may have another. */
const isBoundToUnit = ({ kind }: Sample, top: string, depth: number): boolean =>
  depth > 1 && kind.kind === 'holdout' && kind.fields[top]?.shape === 'set'

/** In another layer, groups would need its parameters. */
const isByHandle = (field: Field | undefined): boolean =>
  field?.shape === 'ref' && field.by === 'id'

/** Items that other definitions name cannot go: a file that still names them would be at fault. */
export const isNamedByOthers = (
  { kind, members }: Sample,
  top: string,
  samples: readonly Sample[],
): boolean => {
  const list = kind.fields[top]
  if (list?.shape !== 'set' || list.key === undefined) return false
  return samples.some((other) =>
    Object.entries(other.kind.fields).some(
      ([name, field]) =>
        field.shape === 'ref' &&
        field.by === 'id' &&
        field.to === kind.kind &&
        other.members[name] === members['name'],
    ),
  )
}

/** It goes with the creation alone and cannot be compared afterwards. */
export const isUnread = ({ change, hidden = [] }: ChangedSample): boolean => {
  const unread = change.way[0]?.writeOnly
  return unread === true || (unread === 'sometimes' && hidden.includes(change.top))
}

/** What the descriptor says of the fields on the path: create-only, or immutable once the resource exists. */
export const mustBeRefused = (sample: ChangedSample): boolean => {
  const { how, way } = sample.change
  if (isUnread(sample)) return false
  return (
    way[0]?.sentIn === 'create' ||
    way.some(({ immutable, shape }, index) => {
      if (immutable === undefined || immutable.since === 'start') return false
      if (shape !== 'set' && shape !== 'list')
        return !(how === 'raised' && immutable.allows === 'increase')
      const isHere = index === way.length - 1
      return isHere && !(how === 'added' && immutable.allows === 'add')
    })
  )
}

/** Members that Statsig changes along with others. */
export const companions: Readonly<Record<string, readonly string[]>> = {
  isEnabled: ['status'],
  team: ['teamID'],
  teamID: ['team'],
  schema: ['schemaJson5'],
  schemaJson5: ['schema'],
  defaultValue: ['defaultValueJson5'],
  defaultValueJson5: ['defaultValue'],
  definitionMetricsJson: ['metrics'],
  groupBys: ['metricGroupBys'],
}
/** What every write changes. */
export const stamps = [
  'version',
  'lastModifierID',
  'lastModifiedTime',
  'lastModifierName',
  'lastModifierEmail',
]

export const operationsOf = (
  operations: readonly Operation[],
  { path }: Sample,
): readonly Operation[] => operations.filter(({ at }) => at?.file === path)

export const keptDifferencesOf = (
  held: readonly KeptDifference[],
  { path }: Sample,
): readonly KeptDifference[] => held.filter(({ at }) => at?.file === path)

/** What a plan would do and what it holds, a line each: few words, so that many of them can be compared. */
export const briefly = ({
  kept,
  operations,
}: Pick<Plan, 'kept' | 'operations'>): readonly string[] => {
  const labels = (edits: KeptDifference['edits']) =>
    edits.map(({ after, before, label }) =>
      `${label} ${JSON.stringify(before)} → ${JSON.stringify(after)}`.slice(0, 200),
    )
  return [
    ...operations.map((operation) => {
      const { action, address, edits, refusal } = operation
      return [
        `${action} ${address}`,
        ...(refusal ? [`refused: ${refusalText(refusal, operation).reason}`] : []),
        ...labels(edits),
      ].join('; ')
    }),
    ...kept.map(({ address, edits, reason }) =>
      [`held ${address}: ${keptText(reason)}`, ...labels(edits)].join('; '),
    ),
  ]
}
