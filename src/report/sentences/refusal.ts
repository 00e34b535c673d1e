// Makes the sentences of refusals: the reason, and a hint that says what to do.
import { kindText } from '../../kinds/kind-name.ts'
import type { Operation, Refusal } from '../../model/index.ts'
import { appliedRefName } from '../../model/record-name.ts'
import { overwrittenText } from './caution.ts'
import { mixedResultText, mixtureText } from './mixture.ts'
import { quoteArgument, quoteNames } from './quoted.ts'
import { statsigReviewHint, statsigReviewText } from './review.ts'

export interface RefusalText {
  readonly reason: string
  readonly hint?: string
  /** The reason without the word `conflict`, for use below a heading that has it. */
  readonly short: string
  /** What fits in one line of a table. Absent where `short` does. */
  readonly summary?: string
}

/** The workflow run that resolves a conflict. A person starts it. */
export interface ManualRun {
  /** The run applies this branch. Otherwise it applies the default branch, and this job is run again after it. */
  readonly isThisBranch: boolean
}

type RefusedOperation = Pick<Operation, 'address' | 'overwrites'>

export const refusalText = (refusal: Refusal, { address }: RefusedOperation): RefusalText => {
  const refuse = (reason: string, hint?: string, short = reason): RefusalText => ({
    reason,
    ...(hint !== undefined && { hint }),
    short,
  })
  const conflict = (short: string, hint: string) => refuse(`conflict: ${short}`, hint, short)
  const argument = quoteArgument(address)
  const overwriteOption = `\`--overwrite ${argument}\``
  switch (refusal.code) {
    case 'changed-in-both': {
      const options = refusal.labels
        .map((label) => `--overwrite ${quoteArgument(`${address}#${label}`)}`)
        .join(' ')
      return conflict(
        `${quoteNames(refusal.labels)} changed in the file and in Statsig`,
        `Take the value of Statsig with \`drift --adopt ${argument}\`, or the value of the file with \`apply ${options}\`.`,
      )
    }
    case 'mixed-result': {
      const { isRefused, of = address } = refusal.live
      const resolve = isRefused
        ? `Resolve \`${of}\` first`
        : `Write what was changed in Statsig into the files with \`drift --adopt ${of}\` and review the result`
      const text = conflict(
        mixedResultText(refusal),
        `${resolve}, or take the file as it is with \`apply --overwrite ${address}\`.`,
      )
      return { ...text, summary: mixtureText(refusal) }
    }
    case 'deleted-and-changed':
      return refuse(
        'deleted in Statsig, and its definition has changed since',
        `Create it again with \`apply --overwrite ${argument}\`, or delete the definition.`,
      )
    case 'removed-and-changed': {
      const { changed } = refusal
      const labels = changed.length > 0 ? `: ${quoteNames(changed)}` : ''
      return conflict(
        `removed from the files, and changed in Statsig since the last apply${labels}`,
        `To archive or delete it anyway, pass ${overwriteOption}.`,
      )
    }
    case 'changed-by-key': {
      const ref = appliedRefName({ root: '', ...refusal })
      return refuse(
        'changed with a Console API key since the last apply from here: it may have been applied from another clone',
        `Fetch the record of the last apply with \`git fetch origin '+${ref}:${ref}'\`, or overwrite it with ${overwriteOption}.`,
      )
    }
    case 'id-unreadable':
      return refuse(
        `Statsig does not return the ${refusal.isSecret ? 'secret' : 'id'} that its path needs`,
        refusal.isSecret
          ? 'Change it in the console, or use a key that may read it.'
          : 'Change it in the console.',
      )
    case 'cannot-create':
      return refuse(
        `Statsig’s API cannot create a ${kindText(refusal.kind)}, and none of this name exists`,
        'Create it in the console first. It is then found by its name.',
      )
    case 'immutable':
      return refuse(`${quoteNames(refusal.fields)}: ${refusal.detail}`, refusal.advice)
    case 'only-at-creation': {
      const { advice, detail, fields, name } = refusal
      return refuse(
        `${quoteNames(fields)}: ${detail ?? 'Statsig accepts it only when the resource is created.'}`,
        advice?.replaceAll('{name}', () => name) ?? 'Restore the value, or define a new resource.',
      )
    }
    case 'illegal-transition': {
      const { field, from, missing, next, targets, to } = refusal
      if (missing !== undefined)
        return refuse(
          `the change of the status from \`${from}\` to \`${to}\` needs ${quoteNames(missing)}`,
          `Add the line \`${missing[0]}: …\`.`,
        )
      const others = targets.map((each) => `\`${each}\``).join(' or ')
      return refuse(
        `the status cannot change from \`${from}\` to \`${to}\` in one step`,
        next === undefined
          ? others === ''
            ? `\`${from}\` is final: restore it in the file.`
            : `Change \`${from}\` to ${others}.`
          : `Set \`${field}: ${next}\` first, and the next status after that apply.`,
      )
    }
    case 'no-route-for-field': {
      const { by, field, kind, value } = refusal
      return refuse(
        `Statsig’s API cannot change \`${field}\` of a ${kindText(kind)} whose \`${by}\` is \`${value}\``,
      )
    }
    case 'name-in-use': {
      const { by, member, value } = refusal
      return refuse(
        `${quoteNames([by])} has this ${member} in Statsig already: \`${value}\``,
        `Choose another ${member}, or first apply the change that takes it from ${quoteNames([by])}.`,
      )
    }
    case 'duplicate-item-name':
      return refuse(
        `\`${refusal.list}\` has two items called \`${refusal.name}\`, and Statsig accepts no such list`,
        'Give one of them another name.',
      )
    case 'cannot-archive':
      return refuse(
        `a ${kindText(refusal.kind)} can only be deleted, not archived`,
        'To delete it, set `retired: delete`. A deletion cannot be undone.',
      )
    case 'cannot-delete':
      return refuse(`Statsig’s API cannot delete a ${kindText(refusal.kind)}`)
    case 'not-decided':
      return refuse(
        `its status is \`${refusal.status}\`: ${refusal.action === 'archive' ? 'archiving' : 'deleting'} would end it without a decision`,
        'Decide or abandon it first.',
      )
    case 'prevent-destroy':
      return refuse(
        '`preventDestroy` is set',
        'Remove `preventDestroy` in one change, and retire the resource in a later one.',
      )
    case 'still-referenced': {
      const { by } = refusal
      const more = by.length > maxNamed ? ` and ${by.length - maxNamed} more` : ''
      return refuse(
        `${quoteNames(by.slice(0, maxNamed))}${more} still ${by.length === 1 ? 'refers' : 'refer'} to it`,
        'Remove the references first.',
      )
    }
    case 'too-many-removals':
      return refuse(
        `\`prune\` would archive or delete ${refusal.count} resources, and \`guardrails.prune.most\` is ${refusal.most}`,
        allowPruneHint(refusal.count),
      )
    case 'too-large-share': {
      const { count, kind, percent, removed, total } = refusal
      return refuse(
        `\`prune\` would archive or delete ${removed} of ${total} resources of kind \`${kind}\` in use, and \`guardrails.prune.percent\` is ${percent}`,
        allowPruneHint(count),
      )
    }
    case 'allowed-count-differs':
      return refuse(
        `\`--allow-prune\` is ${refusal.allowed}, and \`prune\` would archive or delete ${refusal.count}`,
        allowPruneHint(refusal.count),
      )
    case 'archive-not-allowed':
      return refuse(
        `the workflow does not allow the action \`${refusal.action}\``,
        'Set `allow-archive: true` for the plan and for the apply.',
      )
    case 'not-reviewed':
      return refuse(
        'not reviewed, and risky',
        'Merge it with a pull request, or confirm the plan with its hash.',
      )
    case 'review-settings-unreadable':
    case 'no-review-routes':
    case 'creation-needs-review':
    case 'not-in-reviews':
    case 'no-safe-review-order':
      return refuse(statsigReviewText(refusal), statsigReviewHint(refusal))
  }
}

const maxNamed = 3

const allowPruneHint = (count: number): string =>
  `To archive or delete all of them, pass \`--allow-prune ${count}\`.`

/** Labels of the fields in conflict. Absent where the whole resource is in conflict. */
export const conflictLabels = ({
  overwrites = [],
  refusal,
}: Pick<Operation, 'overwrites' | 'refusal'>): readonly string[] | undefined => {
  if (refusal?.code === 'changed-in-both') return refusal.labels
  if (refusal?.code === 'mixed-result') return refusal.file.map(({ label }) => label)
  return refusal?.code === 'changed-by-key' ? overwrites.map(overwrittenText) : undefined
}

/** The hint for a conflict in GitHub Actions. */
export const conflictHintInActions = (
  { action, address }: Pick<Operation, 'action' | 'address'>,
  { isThisBranch }: ManualRun,
): string => {
  const byFile = action === 'update' ? 'write the value of Statsig into the file, or ' : ''
  const wins = isThisBranch
    ? 'applies the values of the file'
    : 'applies the values of the default branch'
  const again = isThisBranch ? '' : '; then run this job again'
  return `In GitHub Actions: ${byFile}start the workflow that applies, with \`overwrite\` set to \`${address}\`, which ${wins}${again}.`
}
