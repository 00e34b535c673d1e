// The results of `import` and `doctor` for programs.
import { type JsonObject, toPlainJson } from '../../core/json.ts'
import type {
  DoctorResult,
  ImportResult,
  ImportSkip,
  UnreadableKind,
  UnreadSubResource,
  WrittenFile,
} from '../results.ts'
import { isSound } from '../text/doctor.ts'
import { roundTripText } from '../text/round-trip.ts'
import { likelyRule } from '../values/likely-rule.ts'
import { editJson } from './plan.ts'
import { jsonVersion } from './version.ts'

export const importJson = (result: ImportResult): JsonObject => {
  const fileJson = ({ path, text }: WrittenFile) => (result.isDryRun ? { path, text } : { path })
  return toPlainJson({
    version: jsonVersion,
    dryRun: result.isDryRun,
    written: result.written.map(({ file, leftOut, list, resource }) => ({
      address: resource.address,
      ...fileJson(file),
      list: list && fileJson(list),
      leftOut:
        leftOut.length > 0 ? leftOut.map(({ field, reason }) => ({ field, reason })) : undefined,
    })),
    skipped: result.skipped.map(({ address, reason, why }) => ({
      address,
      reason: { code: skipCodes[why ?? 'fault'], text: reason },
    })),
    unreadableKinds: unreadableJson(result.refused),
    notRead: notReadJson(result.unread),
    warning: result.warning,
  })
}

const skipCodes: Readonly<Record<Exclude<ImportSkip['why'], undefined> | 'fault', string>> = {
  archived: 'archived',
  generated: 'generated',
  defined: 'defined',
  internal: 'internal',
  referenced: 'referenced',
  fault: 'fault',
}

export const doctorJson = ({ findings, source }: DoctorResult): JsonObject =>
  toPlainJson({
    version: jsonVersion,
    sound: isSound(findings),
    source,
    examined: findings.examined,
    changing: findings.changing.map(({ address, because, edits }) => ({
      address,
      reason: roundTripText(because),
      edits: edits.map((edit) => ({ ...editJson(edit, []), likelyRule: likelyRule(edit) })),
    })),
    notExpressible: findings.faulty.map(({ address, field, reason }) => ({
      address,
      field,
      reason,
    })),
    unknownMembers: findings.unknown.map(({ count, example, kind, pointer }) => ({
      kind,
      pointer,
      count,
      example,
    })),
    unreadableKinds: unreadableJson(findings.refused),
    notRead: notReadJson(findings.unread),
  })

const unreadableJson = (kinds: readonly UnreadableKind[]) =>
  kinds.map(({ kind, reason }) => ({ kind, reason }))

const notReadJson = (unread: readonly UnreadSubResource[]) =>
  unread.map(({ name, resources }) => ({ name, resources }))
