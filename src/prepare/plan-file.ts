// Writes and reads saved plans, and compares a saved plan with live state before anything is written.

import { isJsonArray, isJsonObject, type Json, parseJson } from '../core/json.ts'
import { UsageError } from '../core/usage-error.ts'
import { referencesIn } from '../fields/references.ts'
import { readTextFile } from '../io/disk/text-files.ts'
import { isKindName, type KindName } from '../kinds/index.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { LiveState, Operation, Plan } from '../model/index.ts'
import { jsonDigest, resourceDigest, subResourceDigest } from '../resources/digest.ts'

/** The text that `plan --out` writes. Its digest covers the whole plan, so that only an unchanged plan is applied. */
export const planFileText = (plan: Plan, project: string | undefined): string => {
  const content = { ...plan, ...(project !== undefined && { project }) }
  const value: Json = JSON.parse(JSON.stringify(content))
  return `${JSON.stringify({ ...content, seal: jsonDigest(value) }, null, 2)}\n`
}

export interface PlanFile {
  readonly plan: Plan
  /** The project that the plan was made for; absent where Statsig does not return it. */
  readonly project?: string
}

/** Throws a `UsageError` where the file is not a saved plan of this version. */
export const readPlanFile = async (folder: string, path: string): Promise<PlanFile> => {
  const text = await readTextFile(folder, path)
  if (text === undefined) throw new UsageError(`There is no file \`${path}\`.`)
  const value: unknown = parseJson(text)
  if (value === undefined) throw new UsageError(`\`${path}\` is not JSON.`)
  const { seal: sha256, ...plan } = isJsonObject(value) ? value : {}
  if (!isPlan(value) || typeof sha256 !== 'string')
    throw new UsageError(
      `\`${path}\` is not a plan that this version of statsig-gitops saved. Make a new plan with \`plan --out\`.`,
    )
  if (sha256 !== jsonDigest(plan))
    throw new UsageError(
      `\`${path}\` was changed after it was saved: its digest does not match its content. Make a new plan with \`plan --out\`.`,
    )
  const { project, seal: _, ...own } = value
  return { plan: own, ...(typeof project === 'string' && { project }) }
}

const isPlan = (value: unknown): value is Plan & { project?: unknown; seal?: unknown } =>
  isJsonObject(value) &&
  value['version'] === 2 &&
  typeof value['target'] === 'string' &&
  typeof value['digest'] === 'string' &&
  isJsonArray(value['kept']) &&
  isJsonArray(value['operations']) &&
  value['operations'].every(isOperation)

const isOperation = (value: Json): boolean =>
  isJsonObject(value) &&
  isKindName(value['kind']) &&
  ['id', 'address', 'action'].every((name) => typeof value[name] === 'string') &&
  ['edits', 'dependsOn', 'cautions', 'sensitive'].every((name) => isJsonArray(value[name])) &&
  (value['refusal'] === undefined || isJsonObject(value['refusal'])) &&
  isJsonObject(value['members'])

/** The kinds to read again before a saved plan runs: those of its operations, and those that they refer to. */
export const kindsToRead = (
  { operations }: Plan,
  registry: KindRegistry,
): ReadonlySet<KindName> => {
  const own = new Set(operations.map(({ kind }) => kind))
  const others = operations
    .flatMap(({ kind, members }) => referencesIn(registry(kind).root, members))
    .flatMap(({ isUnverified, kind }) => (isUnverified || !isKindName(kind) ? [] : [kind]))
  return new Set([...own, ...others])
}

/** Operations whose live resource has changed since the plan was made. */
export const changedSincePlan = (
  plan: Plan,
  live: LiveState,
  registry: KindRegistry,
): readonly Operation[] => {
  const byPathId = new Map(
    [...live.resources.values()].map((resource) => [
      `${resource.kind}/${resource.pathId}`,
      resource,
    ]),
  )
  return plan.operations.filter(
    ({ action, address, pathId, kind: name, liveDigest: digest, subResource }) => {
      const { kind } = registry(name)
      const found = live.resources.get(address) ?? byPathId.get(`${name}/${pathId ?? ''}`)
      if (action === 'create') return found !== undefined
      if (digest === undefined) return false
      if (found === undefined) return true
      // Another resource of the same name, or one of two: it may not be the resource of the plan.
      if (live.ambiguous.has(found.address) || (pathId ?? found.pathId) !== found.pathId)
        return true
      const current =
        subResource === undefined
          ? resourceDigest(kind, found)
          : subResourceDigest(kind, subResource, found.raw[subResource])
      return current !== digest
    },
  )
}
