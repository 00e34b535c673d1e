// A plan that was saved: read back, looked at with suspicion, and held against live state before anything is written.

import { mentionsIn } from '../fields/references.ts'
import { readText } from '../io/disk/text-files.ts'
import { UsageError } from '../io/statsig/console-api/index.ts'
import { isList, isMembers, type Json } from '../json.ts'
import { isKindName, type KindName } from '../kinds/index.ts'
import type { Lexicon } from '../kinds/registry.ts'
import type { Live, Operation, Plan } from '../model.ts'
import { digestOf, partDigest, sealOf } from '../resources/digest.ts'

/** What `plan --out` writes. The seal covers all of it: what was looked at is what is applied. */
export const savedText = (plan: Plan, project: string | undefined): string => {
  const whole = { ...plan, ...(project !== undefined && { project }) }
  const value: Json = JSON.parse(JSON.stringify(whole))
  return `${JSON.stringify({ ...whole, seal: sealOf(value) }, null, 2)}\n`
}

export interface Saved {
  readonly plan: Plan
  /** The project that it was made for; absent where Statsig did not say. */
  readonly project?: string
}

/** Throws a sentence for people where the file is not a plan of ours. */
export const readPlan = async (folder: string, path: string): Promise<Saved> => {
  const text = await readText(folder, path)
  if (text === undefined) throw new UsageError(`There is no file \`${path}\`.`)
  const value = parsed(text, path)
  const { seal, ...plan } = isMembers(value) ? value : {}
  if (!isPlan(value) || typeof seal !== 'string')
    throw new UsageError(`\`${path}\` is not a plan that this version of statsig-gitops has saved.`)
  if (seal !== sealOf(plan))
    throw new UsageError(
      `\`${path}\` has been changed since it was saved: its seal does not fit what it says.`,
    )
  const { project, seal: _, ...own } = value
  return { plan: own, ...(typeof project === 'string' && { project }) }
}

const parsed = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`\`${path}\` is not JSON.`)
  }
}

const isPlan = (value: unknown): value is Plan & { project?: unknown; seal?: unknown } =>
  isMembers(value) &&
  value['version'] === 2 &&
  typeof value['target'] === 'string' &&
  typeof value['digest'] === 'string' &&
  isList(value['held']) &&
  isList(value['operations']) &&
  value['operations'].every(isOperation)

const isOperation = (value: Json): boolean =>
  isMembers(value) &&
  isKindName(value['kind']) &&
  ['id', 'address', 'action'].every((name) => typeof value[name] === 'string') &&
  ['edits', 'after', 'cautions', 'sensitive'].every((name) => isList(value[name])) &&
  (value['refused'] === undefined || isMembers(value['refused'])) &&
  isMembers(value['members'])

/** What has to be read again before a saved plan may run: what it touches, and what it refers to by handle. */
export const kindsIn = ({ operations }: Plan, words: Lexicon): ReadonlySet<KindName> => {
  const own = new Set(operations.map(({ kind }) => kind))
  const others = operations
    .flatMap(({ kind, members }) => mentionsIn(words(kind).root, members))
    .flatMap(({ isSoft, kind }) => (isSoft || !isKindName(kind) ? [] : [kind]))
  return new Set([...own, ...others])
}

/** Operations whose live object is no longer what the plan was made from. */
export const movedSince = (plan: Plan, live: Live, words: Lexicon): readonly Operation[] => {
  const byHandle = new Map(
    [...live.resources.values()].map((resource) => [
      `${resource.kind}/${resource.handle}`,
      resource,
    ]),
  )
  return plan.operations.filter(({ action, address, handle, kind: name, live: digest, part }) => {
    const { kind } = words(name)
    const found = live.resources.get(address) ?? byHandle.get(`${name}/${handle ?? ''}`)
    if (action === 'create') return found !== undefined
    if (digest === undefined) return false
    if (found === undefined) return true
    // Another one of the same name, or one of two: nobody can tell whether it is the one that was looked at.
    if (live.ambiguous.has(found.address) || (handle ?? found.handle) !== found.handle) return true
    const now = part === undefined ? digestOf(kind, found) : partDigest(kind, part, found.raw[part])
    return now !== digest
  })
}
