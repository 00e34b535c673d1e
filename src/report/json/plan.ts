// A plan for programs. Sensitive values are digests here too: this is a report, not a plan that can be applied.

import { isJsonObject, type JsonObject, member, toPlainJson } from '../../core/json.ts'
import { type Pointer, segments } from '../../core/pointer.ts'
import type { Edit } from '../../fields/difference.ts'
import {
  isConflict,
  type KeptDifference,
  type Notice,
  type Operation,
  type Refusal,
  type UnmanagedItem,
} from '../../model/index.ts'
import {
  hideSensitive,
  hideSensitiveEdit,
  hideSensitiveMembers,
} from '../../redaction/sensitive-values.ts'
import { planCounts } from '../../summary/counts.ts'
import type { PlanResult } from '../results.ts'
import { cautionText, overwrittenText } from '../sentences/caution.ts'
import { keptText } from '../sentences/kept.ts'
import { noticeText } from '../sentences/notice.ts'
import { conflictLabels, refusalText } from '../sentences/refusal.ts'
import { countText } from '../values/edits.ts'
import { diagnosticListJson } from './diagnostics.ts'
import { jsonVersion } from './version.ts'

/** Each member is named here, so that no value comes along unmasked under another name. */
export const planJson = ({
  details,
  diagnostics,
  plan,
  serverValidation,
}: PlanResult): JsonObject => {
  const { actions, kept, notRun, refused, unchanged } = planCounts(plan)
  return toPlainJson({
    version: jsonVersion,
    target: plan.target,
    digest: plan.digest,
    origin: plan.origin,
    source: details.source,
    notices: plan.notices.map(noticeJson),
    operations: plan.operations.map(operationJson),
    kept: plan.kept.map(keptJson),
    unmanaged: plan.unmanaged.map(unmanagedJson),
    diagnostics: diagnosticListJson(diagnostics),
    serverValidation: serverValidation && {
      checked: serverValidation.checked,
      skipped: serverValidation.skipped,
    },
    summary: {
      ...Object.fromEntries(actions.map(({ action, count }) => [action, count])),
      refused,
      notRun,
      kept,
      unchanged,
      requests: details.requests,
      forecastSeconds: details.forecastSeconds,
    },
  })
}

export const noticeJson = (notice: Notice) => ({ code: notice.code, text: noticeText(notice) })

export const operationJson = (operation: Operation) => {
  const { edits, members, overwrites, refusal, sensitive } = operation
  return {
    id: operation.id,
    address: operation.address,
    kind: operation.kind,
    action: operation.action,
    subResource: operation.subResource,
    isDeferred: operation.isDeferred,
    dependsOn: operation.dependsOn,
    pathId: operation.pathId,
    liveDigest: operation.liveDigest,
    edits: edits.map((edit) => editJson(edit, sensitive)),
    members: hideSensitiveMembers(withCounts({ edits, members }), sensitive),
    effects: operation.effects,
    cautions: operation.cautions.map((each) => ({ code: each.code, text: cautionText(each) })),
    overwrites: overwrites?.map((each) => ({ code: each.code, text: overwrittenText(each) })),
    refusal: refusal && refusalJson(refusal, operation),
    deletionProof: operation.deletionProof,
    author: operation.author,
    at: operation.at,
    editPositions: operation.editPositions,
    sensitive,
  }
}

export const keptJson = (kept: KeptDifference) => ({
  address: kept.address,
  cause: kept.cause,
  reason: { code: kept.reason.code, text: keptText(kept.reason) },
  edits: kept.edits.map((edit) => editJson(edit, kept.sensitive)),
  isDefinitionUnchanged: kept.isDefinitionUnchanged,
  author: kept.author,
  at: kept.at,
  sensitive: kept.sensitive,
})

/** `before` is the value in Statsig, `after` the value in the file. */
export const editJson = (edit: Edit, sensitive: readonly Pointer[]) => {
  const { after, before, counts, item, label, multiline, pointer } = hideSensitiveEdit(
    edit,
    sensitive,
  )
  return { pointer, label, before, after, item, multiline, counts }
}

const unmanagedJson = ({ address, label, live, pattern = '', sensitive }: UnmanagedItem) => ({
  address,
  label,
  pattern: pattern === '' ? undefined : pattern,
  live: hideSensitive(live, pattern, sensitive),
  sensitive,
})

const refusalJson = (refusal: Refusal, operation: Operation) => {
  const { hint, reason } = refusalText(refusal, operation)
  return {
    code: refusal.code,
    isConflict: isConflict(refusal) ? true : undefined,
    labels: conflictLabels(operation),
    text: reason,
    hint,
  }
}

/** A value that is shown as counts is not shown in full as well. */
const withCounts = ({ edits, members }: Pick<Operation, 'edits' | 'members'>): JsonObject =>
  edits.reduce<JsonObject>(
    (shown, { counts, pointer }) =>
      counts ? replaceAt(shown, segments(pointer), countText(counts)) : shown,
    members,
  )

const replaceAt = (
  members: JsonObject,
  [first, ...rest]: readonly string[],
  text: string,
): JsonObject => {
  const inner = first === undefined ? undefined : member(members, first)
  if (first === undefined || inner === undefined) return members
  return {
    ...members,
    [first]: isJsonObject(inner) && rest.length > 0 ? replaceAt(inner, rest, text) : text,
  }
}
