// Writes and reads saved plans. A plan that was applied is marked in its file, and is not read as a plan again.

import { isJsonArray, isJsonObject, type Json, parseJson } from '../core/json.ts'
import { UsageError } from '../core/usage-error.ts'
import { errorCode } from '../io/disk/error-code.ts'
import { readTextFile, writeTextFileToDisk } from '../io/disk/text-files.ts'
import { isKindName } from '../kinds/index.ts'
import type { Plan } from '../model/index.ts'
import type { AuditPosition } from '../resources/audit-position.ts'
import { jsonDigest } from '../resources/digest.ts'
import type { Revision } from '../resources/revision.ts'

export interface PlanFile {
  readonly plan: Plan
  /** The project that the plan was made for; absent where Statsig does not return it. */
  readonly project?: string | undefined
  /** By address: what a write of a live resource changes, even to the same content. */
  readonly revisions: Readonly<Record<string, Revision>>
  /** How far the audit log went before live state was read; absent where it could not be read. */
  readonly auditPosition?: AuditPosition | undefined
  /** Whether the plan was applied: it is not applied again. */
  readonly isApplied: boolean
}

/** The text that `plan --out` writes. Its digest covers the whole plan, so that only an unchanged plan is applied. */
export const planFileText = ({ plan, ...rest }: PlanFile): string => {
  const content = { ...plan, ...rest }
  const value: Json = JSON.parse(JSON.stringify(content))
  return `${JSON.stringify({ ...content, seal: jsonDigest(value) }, null, 2)}\n`
}

/** Writes a plan that was read back, as applied or not: without git this mark alone survives a crash. */
export const writePlanFile = async (
  folder: string,
  path: string,
  file: PlanFile,
): Promise<void> => {
  try {
    await writeTextFileToDisk(folder, path, planFileText(file))
  } catch (error) {
    throw new UsageError(
      `\`${path}\` cannot be marked as applied (${errorCode(error) ?? 'the file cannot be written'}). Copy it to a folder where it can be written, and apply the copy.`,
    )
  }
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
  const { auditPosition, isApplied, project, revisions, seal: _, ...own } = value
  return { plan: own, project, revisions, auditPosition, isApplied }
}

type SavedPlan = Plan & Omit<PlanFile, 'plan'> & { readonly seal?: unknown }

const isPlan = (value: unknown): value is SavedPlan =>
  isJsonObject(value) &&
  isJsonObject(value['revisions']) &&
  Object.values(value['revisions']).every(isJsonObject) &&
  typeof value['isApplied'] === 'boolean' &&
  ['string', 'undefined'].includes(typeof value['project']) &&
  (value['auditPosition'] === null ||
    ['string', 'undefined'].includes(typeof value['auditPosition'])) &&
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
  ['edits', 'dependsOn', 'effects', 'cautions', 'sensitive'].every((name) =>
    isJsonArray(value[name]),
  ) &&
  (value['refusal'] === undefined || isJsonObject(value['refusal'])) &&
  isJsonObject(value['members'])
