// What is dangerous about a plan, in words and by name, before anything else is said.
import { type Held, isNewItem, type Operation, type Plan } from '../../../model.ts'
import { type Danger, dangers, type Risk, risksOf } from '../../../summary/risk.ts'
import { shortCode } from '../../escape/markdown.ts'
import { overwrittenText } from '../../sentences/caution.ts'
import { disputedIn, refusalText } from '../../sentences/refusal.ts'
import { authorText } from '../../text/author.ts'
import { isProtective, wholly } from '../../text/kept-differences.ts'
import { grouped } from '../../values/text-style.ts'
import { alert, bullets, few, page, said } from '../elements/blocks.ts'
import type { Limits } from '../elements/size-levels.ts'
import { briefs, nameOf } from './changes-table.ts'

type Aside = (operation: Operation) => string

interface Found {
  readonly danger: Danger
  readonly risks: readonly Risk[]
}

/** Empty where nothing is dangerous. `lead` says what would bring it about. */
export const dangersBlocks = (
  plan: Plan,
  lead: string,
  /** What is to be known of one of them, or nothing. */
  aside: Aside = () => '',
): ((limits: Limits) => string) => {
  const risks = risksOf(plan)
  const found = dangers
    .map((danger): Found => ({ danger, risks: risks.filter((risk) => risk.danger === danger) }))
    .filter((each) => each.risks.length > 0)
  const taken = plan.held.filter((each) => isProtective(each) && !each.isElsewhere)
  const [done, left] = [true, false].map((is) =>
    found.filter(({ danger }) => isDone(danger) === is),
  )
  return (limits) => {
    const list = (of: readonly Found[] = []) =>
      bullets(of, (each) => sentence(each, limits, aside), of.length)
    return page([
      alert(
        done?.some(({ danger }) => danger !== 'unclear') ? 'CAUTION' : 'WARNING',
        lead,
        list(done),
      ),
      alert(
        'WARNING',
        'Not everything can be applied:',
        [list(left), backText(taken, limits)].filter((each) => each !== '').join('\n'),
      ),
    ])
  }
}

/** What this is about has been switched off, or put away, at the console, and merging does not undo that. */
const backText = (taken: readonly Held[], { names }: Limits): string => {
  if (taken.length === 0) return ''
  const textOf = ({ address, author, because, edits }: Held): string => {
    const what = because === 'archived' ? wholly(because) : listed(edits.map(({ label }) => label))
    return `${nameOf(address)} (${what}${author === undefined ? '' : `, ${authorText(author, shortCode)}`})`
  }
  return `- **🛡️ Taken back in Statsig, and stays so (${grouped(taken.length)}):** ${few(taken, names, textOf, '; ')}`
}

const isDone = (danger: Danger): boolean => danger !== 'conflict' && danger !== 'refused'

const sentence = ({ danger, risks }: Found, limits: Limits, aside: Aside): string => {
  const shown = risks.slice(0, limits.names).map((risk) => {
    const besides = aside(risk.operation)
    return `${named(risk, limits)}${besides === '' ? '' : ` (${besides})`}`
  })
  const joint = shown.some((each) => each.includes('</code> ')) ? '; ' : ', '
  const more = risks.length - shown.length
  const all = [...shown, ...(more > 0 ? [`${grouped(more)} more`] : [])]
  return `**${headOf(danger)} (${grouped(risks.length)}):** ${all.join(joint)}`
}

const headOf = (danger: Danger): string => {
  switch (danger) {
    case 'delete':
      return 'Deletes for good'
    case 'archive':
      return 'Archives, which only Statsig’s console undoes'
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
    case 'wider':
      return 'Reaches more users'
    case 'anew':
      return 'Begins anew'
    case 'unclear':
      return 'May reach other users'
    case 'conflict':
      return 'In conflict, changed in git and in Statsig'
    case 'refused':
      return 'Refused'
  }
}

const named = ({ danger, edits, operation }: Risk, limits: Limits): string => {
  const name = nameOf(operation.address)
  const by = operation.author === undefined ? '' : `, ${authorText(operation.author, shortCode)}`
  switch (danger) {
    case 'delete':
    case 'archive':
    case 'start':
    case 'decide':
    case 'abandon':
    case 'access':
      return name
    case 'overwrite':
      return `${name} (${listed((operation.overwrites ?? []).map(overwrittenText))}${by})`
    case 'wider':
    case 'unclear':
      return `${name} (${briefs({ edits, sensitive: operation.sensitive })})`
    case 'anew':
      return `${name} (${listed(edits.map(({ label }) => label))}): ${said(lostIn(operation), limits.text)}`
    case 'refused':
      return `${name} (${operation.action}): ${said(reasonIn(operation), limits.text)}`
    case 'conflict':
      return `${name} (${listed(disputedIn(operation) ?? [])}${by})`
  }
}

const reasonIn = (operation: Operation): string =>
  operation.refused ? refusalText(operation.refused, operation).reason : ''

/** Each once: several new items may lose the same. */
const lostIn = ({ cautions }: Operation): string =>
  [...new Set(cautions.filter(isNewItem).map(({ detail }) => detail))].join(', ')

const mostEdits = 3

const listed = (labels: readonly string[]): string => few(labels, mostEdits, nameOf)
