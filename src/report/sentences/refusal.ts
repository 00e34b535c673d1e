// Refusals in words: why, and what to do.
import type { Operation, Refusal } from '../../model.ts'
import { overwrittenText } from './caution.ts'
import { kindWords, quoted } from './quoted.ts'

export interface RefusalText {
  readonly reason: string
  readonly hint?: string
  /** The reason below a heading that says already that it is a conflict. */
  readonly short: string
}

/** A conflict is resolved by a workflow that is run by hand. */
export interface ByHand {
  /** The run is of the branch that would win; otherwise the run is repeated afterwards. */
  readonly isThisBranch: boolean
}

type Refused = Pick<Operation, 'address' | 'overwrites'>

export const refusalText = (refusal: Refusal, { address }: Refused): RefusalText => {
  const told = (reason: string, hint?: string, short = reason): RefusalText => ({
    reason,
    ...(hint !== undefined && { hint }),
    short,
  })
  const inConflict = (short: string, hint: string) => told(`conflict: ${short}`, hint, short)
  const named = `\`--overwrite ${address}\``
  switch (refusal.code) {
    case 'changed-in-both': {
      const whole = refusal.labels.map((label) => `--overwrite '${address}#${label}'`).join(' ')
      return inConflict(
        `${quoted(refusal.labels)} changed in the file and in Statsig`,
        `Take Statsig's with \`drift --adopt ${address}\`, or the file's with \`apply ${whole}\`.`,
      )
    }
    case 'deleted-and-changed':
      return told(
        'it was deleted in Statsig, and its definition was changed since',
        `Create it again with \`apply --overwrite ${address}\`, or delete the definition.`,
      )
    case 'removed-and-changed': {
      const { changed } = refusal
      const since = changed.length > 0 ? `: ${quoted(changed)}` : ' it was applied'
      return inConflict(
        `removed from the files, and changed in Statsig since${since}`,
        `If it is to go all the same, add ${named}.`,
      )
    }
    case 'changed-by-key': {
      const ref = `refs/statsig-gitops/${refusal.target}/applied`
      return told(
        'changed with a Console API key since it was applied from here: it may have been applied from elsewhere',
        `Fetch what was recorded with \`git fetch origin '+${ref}:${ref}'\`, or let the file win with ${named}.`,
      )
    }
    case 'id-not-shown':
      return told(
        `Statsig does not show the ${refusal.isSecret ? 'secret' : 'id'} by which it would have to be asked for`,
        refusal.isSecret
          ? 'Change it in the console, or use a key that may see it.'
          : 'Change it in the console.',
      )
    case 'cannot-create':
      return told(
        `Statsig’s API creates no ${kindWords(refusal.kind)}, and there is none of this name`,
        'Create it in the console first: it is found by its name then.',
      )
    case 'immutable':
      return told(`${quoted(refusal.fields)}: ${refusal.detail}`, refusal.advice)
    case 'only-at-creation': {
      const { advice, detail, fields, name } = refusal
      return told(
        `${quoted(fields)}: ${detail ?? 'Statsig takes it only when the resource is created.'}`,
        advice?.replaceAll('{name}', () => name) ??
          'Put the value back, or describe a new resource.',
      )
    }
    case 'illegal-move': {
      const { field, from, next, targets, to } = refusal
      const others = targets.map((each) => `\`${each}\``).join(' or ')
      return told(
        `it cannot go from \`${from}\` to \`${to}\` at once`,
        next === undefined
          ? `From \`${from}\` it can become ${others === '' ? 'nothing else' : others}.`
          : `Write \`${field}: ${next}\` first, and the next status when that has been applied.`,
      )
    }
    case 'no-route-for-field': {
      const { by, field, kind, value } = refusal
      return told(
        `Statsig’s API takes no \`${field}\` for a ${kindWords(kind)} whose \`${by}\` is \`${value}\``,
      )
    }
    case 'cannot-archive':
      return told(
        `a ${kindWords(refusal.kind)} can only be deleted, not archived`,
        'Write `retired: delete` if it is to be deleted; that cannot be undone.',
      )
    case 'cannot-delete':
      return told(`a ${kindWords(refusal.kind)} cannot be deleted through Statsig’s API`)
    case 'undecided':
      return told(
        `it is \`${refusal.status}\`: archiving would end it without a decision`,
        'Decide or abandon it first.',
      )
    case 'prevent-destroy':
      return told(
        '`preventDestroy` is set',
        'Take it out in a change of its own, and retire the resource afterwards.',
      )
    case 'still-referred-to': {
      const { by } = refusal
      const more = by.length > mostNamed ? ` and ${by.length - mostNamed} more` : ''
      return told(
        `${quoted(by.slice(0, mostNamed))}${more} still ${by.length === 1 ? 'refers' : 'refer'} to it`,
        'Take the references out first.',
      )
    }
    case 'too-many-removals':
      return told(
        `${refusal.count} resources would go, and \`guardrails.prune.most\` is ${refusal.most}`,
        allowing(refusal.count),
      )
    case 'too-large-a-share': {
      const { all, count, going, kind, percent } = refusal
      return told(
        `${going} of ${all} resources in use of the kind ${kind} would go, and \`guardrails.prune.percent\` is ${percent}`,
        allowing(count),
      )
    }
    case 'other-count-allowed':
      return told(
        `\`--allow-prune\` says ${refusal.allowed}, and ${refusal.count} would go`,
        allowing(refusal.count),
      )
    case 'archive-not-allowed':
      return told(
        `the workflow does not allow to ${refusal.action} anything`,
        'Set `allow-archive: true` for the plan and for the apply.',
      )
    case 'not-reviewed':
      return told(
        'nobody has reviewed it, and it is not harmless',
        'Bring it in with a pull request, or confirm the plan by its hash.',
      )
  }
}

const mostNamed = 3

const allowing = (count: number): string =>
  `If all of them are meant to go, add \`--allow-prune ${count}\`.`

/** What of a conflict people can name; nothing where it is about the whole. */
export const disputedIn = ({
  overwrites = [],
  refusal,
}: Pick<Operation, 'overwrites' | 'refusal'>): readonly string[] | undefined => {
  if (refusal?.code === 'changed-in-both') return refusal.labels
  return refusal?.code === 'changed-by-key' ? overwrites.map(overwrittenText) : undefined
}

/** What to do about a conflict in GitHub Actions. */
export const byHandText = (
  { action, address }: Pick<Operation, 'action' | 'address'>,
  { isThisBranch }: ByHand,
): string => {
  const byFile = action === 'update' ? 'write what Statsig has into the file, or ' : ''
  const wins = isThisBranch ? 'lets the file win' : 'lets the default branch win'
  const again = isThisBranch ? '' : '; then run this job again'
  return `In GitHub Actions: ${byFile}run the workflow that applies by hand with \`overwrite\` set to \`${address}\`, which ${wins}${again}.`
}
