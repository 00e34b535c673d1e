// A plan that was saved: read back, looked at with suspicion, and held against live state before anything is written.

import { kindsMentionedBy } from '../fields/mentions.ts'
import { UsageError } from '../io/console-api/index.ts'
import { readText } from '../io/texts.ts'
import { isList, isMembers, type Json } from '../json.ts'
import { isKindName, type KindName } from '../kinds/index.ts'
import type { Lexicon } from '../kinds/lexicon.ts'
import type { Live, Operation, Plan } from '../model.ts'
import { digestOf, sealOf } from '../resources/digest.ts'

/** What `plan --out` writes. The seal covers all of it: what was looked at is what is applied. */
export const savedText = (plan: Plan): string => {
  const value: Json = JSON.parse(JSON.stringify(plan))
  return `${JSON.stringify({ ...plan, seal: sealOf(value) }, null, 2)}\n`
}

/** Throws a sentence for people where the file is not a plan of ours. */
export const readPlan = async (folder: string, path: string): Promise<Plan> => {
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
  return value
}

const parsed = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`\`${path}\` is not JSON.`)
  }
}

const isPlan = (value: unknown): value is Plan =>
  isMembers(value) &&
  value['version'] === 1 &&
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
  isMembers(value['members'])

/** What has to be read again before a saved plan may run: what it touches, and what it refers to by handle. */
export const kindsIn = ({ operations }: Plan, words: Lexicon): ReadonlySet<KindName> => {
  const own = new Set(operations.map(({ kind }) => kind))
  const others = [...own].flatMap((kind) => kindsMentionedBy(words(kind).root)).filter(isKindName)
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
  return plan.operations.filter(({ action, address, handle, kind, live: digest }) => {
    const found = live.resources.get(address) ?? byHandle.get(`${kind}/${handle ?? ''}`)
    if (action === 'create') return found !== undefined
    if (digest === undefined) return false
    return found === undefined || digestOf(words(kind).kind, found) !== digest
  })
}
