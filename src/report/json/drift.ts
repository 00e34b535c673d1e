// Drift, and its adoption into the files, for programs.
import { type JsonObject, toPlainJson } from '../../core/json.ts'
import type { AdoptionResult, DriftResult } from '../results.ts'
import { leftText } from '../sentences/adoption.ts'
import { diagnosticListJson } from './diagnostics.ts'
import { keptJson, noticeJson, operationJson } from './plan.ts'
import { jsonVersion } from './version.ts'

export const driftJson = ({ diagnostics, drift, source }: DriftResult): JsonObject => {
  const { comparedCount, conflicts, kept, notices, target } = drift
  return toPlainJson({
    version: jsonVersion,
    target,
    source,
    notices: notices.map(noticeJson),
    kept: kept.map(keptJson),
    conflicts: conflicts.map(operationJson),
    diagnostics: diagnosticListJson(diagnostics),
    summary: { kept: kept.length, conflicts: conflicts.length, compared: comparedCount },
  })
}

export const adoptionJson = ({ adopted, files, left, refused }: AdoptionResult): JsonObject => ({
  version: jsonVersion,
  adopted: adopted.map(({ address, labels, path }) => ({ address, path, labels })),
  refused: refused.map(({ address, reason }) => ({ address, reason })),
  left: left.map((each) => ({
    address: each.address,
    labels: each.labels,
    code: each.code,
    text: leftText(each),
  })),
  files: files.map(({ path }) => path),
})
