// The risks of a plan, with the names of the resources: the first thing on a page.
import {
  isNewItem,
  isRestrictiveDrift,
  type KeptDifference,
  type Operation,
  type Plan,
} from '../../../model/index.ts'
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
        applied?.some(({ kind: riskKind }) => riskKind !== 'unknown') ? 'CAUTION' : 'WARNING',
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
    case 'start':
      return 'Starts'
    case 'decide':
      return 'Decides'
    case 'abandon':
      return 'Abandons'
    case 'access':
      return 'Changes who may do what'
    case 'widens':
      return 'Reaches more users'
    case 'reassigns':
      return 'Reassigns users'
    case 'unknown':
      return 'May reach other users'
    case 'conflict':
      return 'In conflict, changed in git and in Statsig'
    case 'refused':
      return 'Refused'
  }
}

const riskText = ({ kind: riskKind, edits, operation }: Risk, limits: SizeLimits): string => {
  const name = nameCode(operation.address)
  const by = operation.author === undefined ? '' : `, ${authorText(operation.author, shortCode)}`
  switch (riskKind) {
    case 'delete':
    case 'archive':
    case 'start':
    case 'decide':
    case 'abandon':
    case 'access':
      return name
    case 'overwrite':
      return `${name} (${listLabels((operation.overwrites ?? []).map(overwrittenText))}${by})`
    case 'widens':
    case 'unknown':
      return `${name} (${editsSummary({ edits, sensitive: operation.sensitive })})`
    case 'reassigns':
      return `${name} (${listLabels(edits.map(({ label }) => label))}): ${shortSentence(lostIn(operation), limits.text)}`
    case 'refused':
      return `${name} (${operation.action}): ${shortSentence(reasonIn(operation), limits.text)}`
    case 'conflict':
      return `${name} (${listLabels(conflictLabels(operation) ?? [])}${by})`
  }
}

const reasonIn = (operation: Operation): string =>
  operation.refusal ? refusalText(operation.refusal, operation).reason : ''

/** Each effect once: several new items may have the same. */
const lostIn = ({ cautions }: Operation): string =>
  [...new Set(cautions.filter(isNewItem).map(({ detail }) => detail))].join(', ')

const maxEdits = 3

const listLabels = (labels: readonly string[]): string => joinFirst(labels, maxEdits, nameCode)
