// The risks of a plan, with the names of the resources: the first thing on a page.
import {
  isLabelOnly,
  isReassignment,
  isRestrictiveDrift,
  type KeptDifference,
  type Operation,
  type Plan,
} from '../../../model/index.ts'
import { runnableOperations } from '../../../summary/counts.ts'
import { type Risk, type RiskKind, riskKinds, risksOf } from '../../../summary/risk.ts'
import { shortCode } from '../../escape/markdown.ts'
import { overwrittenText } from '../../sentences/caution.ts'
import { conflictLabels, refusalText } from '../../sentences/refusal.ts'
import { authorText } from '../../text/author.ts'
import { resourceStateText } from '../../text/kept-differences.ts'
import { formatNumber } from '../../values/text-style.ts'
import {
  joinBlocks,
  joinFirst,
  renderAlert,
  renderBullets,
  shortSentence,
} from '../elements/blocks.ts'
import type { SizeLimits } from '../elements/size-levels.ts'
import { editsSummary, nameCode } from './changes-table.ts'

type Aside = (operation: Operation) => string

interface RiskGroup {
  readonly kind: RiskKind
  readonly risks: readonly Risk[]
}

/** Empty where the plan has no risk. `lead` says what would carry the risks out. */
export const createRiskAlerts = (
  plan: Plan,
  lead: string,
  /** A note on one of the operations, or nothing. */
  aside: Aside = () => '',
): ((limits: SizeLimits) => string) => {
  const risks = risksOf(plan)
  const found = riskKinds
    .map(
      (riskKind): RiskGroup => ({
        kind: riskKind,
        risks: risks.filter((risk) => risk.kind === riskKind),
      }),
    )
    .filter((each) => each.risks.length > 0)
  const restricted = plan.kept.filter(
    (each) => isRestrictiveDrift(each) && !each.isDefinitionUnchanged,
  )
  const [applied, notApplied] = [true, false].map((is) =>
    found.filter(({ kind: riskKind }) => isApplied(riskKind) === is),
  )
  return (limits) => {
    const list = (of: readonly RiskGroup[] = []) =>
      renderBullets(of, (each) => riskSentence(each, limits, aside), of.length)
    return joinBlocks([
      renderAlert(
        applied?.some(({ kind: riskKind }) => isSevere(riskKind)) ? 'CAUTION' : 'WARNING',
        lead,
        list(applied),
      ),
      renderAlert(
        'WARNING',
        'Not everything can be applied:',
        [list(notApplied), restrictedText(restricted, limits)]
          .filter((each) => each !== '')
          .join('\n'),
      ),
    ])
  }
}

/** For a plan without a risk, one line that says so. Empty where there is a risk or nothing to run. */
export const harmlessText = (plan: Plan): string => {
  const runnable = runnableOperations(plan)
  if (runnable.length === 0 || risksOf(plan).length > 0) return ''
  return runnable.every(({ effects }) => isLabelOnly(effects))
    ? 'Users get what they got: only what people see in the console changes.'
    : 'Users get what they got.'
}

/** Resources that were restricted or archived in Statsig: merging does not undo that. */
const restrictedText = (restricted: readonly KeptDifference[], { names }: SizeLimits): string => {
  if (restricted.length === 0) return ''
  const textOf = ({ address, author, cause, edits }: KeptDifference): string => {
    const what =
      cause === 'archived' ? resourceStateText(cause) : listLabels(edits.map(({ label }) => label))
    return `${nameCode(address)} (${what}${author === undefined ? '' : `, ${authorText(author, shortCode)}`})`
  }
  return `- **🛡️ Restricted in Statsig, not changed (${formatNumber(restricted.length)}):** ${joinFirst(restricted, names, textOf, '; ')}`
}

const isApplied = (riskKind: RiskKind): boolean => riskKind !== 'conflict' && riskKind !== 'refused'

const isSevere = (riskKind: RiskKind): boolean =>
  riskKind !== 'unknown' && riskKind !== 'changes-measurement' && riskKind !== 'reaches-at-once'

const riskSentence = (
  { kind: riskKind, risks }: RiskGroup,
  limits: SizeLimits,
  aside: Aside,
): string => {
  const shown = risks.slice(0, limits.names).map((risk) => {
    const note = aside(risk.operation)
    return `${riskText(risk, limits)}${note === '' ? '' : ` (${note})`}`
  })
  const separator = shown.some((each) => each.includes('</code> ')) ? '; ' : ', '
  const more = risks.length - shown.length
  const all = [...shown, ...(more > 0 ? [`${formatNumber(more)} more`] : [])]
  return `**${riskHeading(riskKind)} (${formatNumber(risks.length)}):** ${all.join(separator)}`
}

const riskHeading = (riskKind: RiskKind): string => {
  switch (riskKind) {
    case 'delete':
      return 'Deletes, which cannot be undone'
    case 'archive':
      return 'Archives, which only Statsig’s console can undo'
    case 'overwrite':
      return 'Overwrites changes made in Statsig'
    case 'decide':
      return 'Decides'
    case 'abandon':
      return 'Abandons'
    case 'conclude':
      return 'Concludes, without a decision'
    case 'start':
      return 'Starts'
    case 'switches-off':
      return 'Switches off: takes it away from users'
    case 'loses':
      return 'Reaches fewer users'
    case 'switches-on':
      return 'Switches on: users get it'
    case 'gains':
      return 'Reaches more users'
    case 'gains-and-loses':
      return 'Reaches other users'
    case 'reassigns':
      return 'Reassigns users'
    case 'changes-values':
      return 'Changes what users get'
    case 'changes-access':
      return 'Changes who may do what'
    case 'unknown':
      return 'May change what users get'
    case 'changes-measurement':
      return 'Changes what is measured'
    case 'reaches-at-once':
      return 'New, for users whose code asks for it'
    case 'conflict':
      return 'In conflict, changed in git and in Statsig'
    case 'refused':
      return 'Refused'
  }
}

const riskText = (risk: Risk, limits: SizeLimits): string => {
  const { kind: riskKind, operation } = risk
  const name = nameCode(operation.address)
  const by = operation.author === undefined ? '' : `, ${authorText(operation.author, shortCode)}`
  switch (riskKind) {
    case 'delete':
    case 'archive':
    case 'start':
    case 'conclude':
    case 'decide':
    case 'abandon':
    case 'changes-access':
    case 'reaches-at-once':
      return name
    case 'overwrite':
      return `${name} (${listLabels((operation.overwrites ?? []).map(overwrittenText))}${by})`
    case 'switches-off':
    case 'loses':
    case 'switches-on':
    case 'gains':
    case 'gains-and-loses':
    case 'changes-values':
    case 'unknown':
    case 'changes-measurement':
      return editedText(risk)
    case 'reassigns':
      return reassignedText(risk, limits)
    case 'refused':
      return `${name} (${operation.action}): ${shortSentence(reasonIn(operation), limits.text)}`
    case 'conflict':
      return `${name} (${listLabels(conflictLabels(operation) ?? [])}${by})`
  }
}

const editedText = ({ edits, operation: { address, sensitive } }: Risk): string =>
  edits.length === 0
    ? nameCode(address)
    : `${nameCode(address)} (${editsSummary({ edits, sensitive })})`

const reassignedText = ({ edits, operation }: Risk, limits: SizeLimits): string => {
  const labels = edits.length === 0 ? '' : ` (${listLabels(edits.map(({ label }) => label))})`
  const lost = lostIn(operation)
  const what = lost === '' ? '' : `: ${shortSentence(lost, limits.text)}`
  return `${nameCode(operation.address)}${labels}${what}`
}

const reasonIn = (operation: Operation): string =>
  operation.refusal ? refusalText(operation.refusal, operation).reason : ''

/** Each effect once: several new items may have the same. */
const lostIn = ({ cautions }: Operation): string =>
  [...new Set(cautions.filter(isReassignment).map(({ detail }) => detail))].join(', ')

const maxEdits = 3

const listLabels = (labels: readonly string[]): string => joinFirst(labels, maxEdits, nameCode)
