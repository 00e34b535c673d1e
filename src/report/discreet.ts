// A plan, and what became of it, for everybody to read: what is in Statsig and was never in git is told in digests.
import type { Diagnostic } from '../diagnostic.ts'
import type { Edit } from '../fields/difference.ts'
import { isList, isMembers, type Json, type Members } from '../json.ts'
import { kinds } from '../kinds/index.ts'
import type {
  Address,
  Author,
  Definition,
  Desired,
  Held,
  Live,
  Operation,
  Outcome,
  Plan,
  Released,
  Report,
} from '../model.ts'

/** What is known of values: where they are, and what stands for those that nobody may read. */
export interface Sight {
  readonly live: Live
  /** Whatever git holds, or held when it was applied last. */
  readonly inGit: readonly Desired[]
  /** The same for equal texts, and no way back. */
  readonly digest: (text: string) => string
}

export interface Discretion {
  readonly plan: (plan: Plan) => Plan
  readonly report: (report: Report) => Report
  readonly diagnostics: (diagnostics: readonly Diagnostic[]) => readonly Diagnostic[]
}

/** For those who may read everything. */
export const openly: Discretion = {
  plan: (plan) => plan,
  report: (report) => report,
  diagnostics: (diagnostics) => diagnostics,
}

export const discretion = (sight: Sight): Discretion => {
  const all = wordsIn([...sight.live.resources.values()].map(({ raw }) => raw))
  // A number that some other resource has says nothing.
  const everywhere = new Set([...all].filter((word) => Number.isNaN(Number(word))))
  const odd = [...everywhere].filter(isOdd)
  const known = new Map<Address | undefined, Blinds>()
  const blindsFor = (address: Address | undefined): Blinds => {
    const found = known.get(address) ?? blinds(address, { everywhere, odd }, sight)
    known.set(address, found)
    return found
  }
  const operation = (given: Operation): Operation =>
    hiddenOperation(given, blindsFor(given.address))
  return {
    plan: (plan) => ({
      ...plan,
      operations: plan.operations.map(operation),
      held: plan.held.map((each) => hiddenHeld(each, blindsFor(each.address))),
      released: plan.released.map((each) => hiddenReleased(each, blindsFor(each.address))),
      notices: plan.notices.map(blindsFor(undefined).sentence),
    }),
    report: (report) => ({
      ...report,
      outcomes: report.outcomes.map((each) =>
        hiddenOutcome(each, operation(each.operation), blindsFor(each.operation.address)),
      ),
      leaks: report.leaks.map(({ address, edits }) => ({
        address,
        edits: edits.map((edit) => hiddenEdit(edit, blindsFor(address))),
      })),
      ...(report.unverified !== undefined && {
        unverified: blindsFor(undefined).sentence(report.unverified),
      }),
    }),
    diagnostics: (diagnostics) =>
      diagnostics.map((each) => ({
        ...each,
        message: blindsFor(undefined).sentence(each.message),
        ...(each.hint !== undefined && { hint: blindsFor(undefined).sentence(each.hint) }),
      })),
  }
}

interface Blinds {
  readonly id: (text: string) => string
  readonly value: (value: Json) => Json
  readonly label: (label: string) => string
  /** Sentences name values in quotes of some sort, and labels. */
  readonly sentence: (text: string) => string
  readonly author: (author: Author) => Author
}

/** Of all that is live. */
interface Words {
  readonly everywhere: ReadonlySet<string>
  readonly odd: readonly string[]
}

/** What could end its own quotes is looked for as it stands. */
const isOdd = (word: string): boolean => /[`"“”‘’'[\]]/.test(word) && /[\p{L}\p{N}]{2}/u.test(word)

const blinds = (
  address: Address | undefined,
  { everywhere, odd }: Words,
  { digest, inGit, live }: Sight,
): Blinds => {
  const definitions = inGit.flatMap((desired) => definitionsOf(address, desired))
  const inFiles = wordsIn(definitions.map(({ members }) => members))
  for (const { address: own } of definitions) inFiles.add(own).add(own.slice(own.indexOf('/') + 1))
  const found = address === undefined ? undefined : live.resources.get(address)
  const own = found ? wordsIn([found.raw]) : everywhere
  const isHidden = (text: string) =>
    text !== '' && !inFiles.has(text) && (own.has(text) || everywhere.has(text))
  const cover = (text: string): string => (isHidden(text) ? digest(text) : text)
  const value = (given: Json): Json => {
    if (isList(given)) return given.map(value)
    if (isMembers(given)) return hiddenMembers(given, { value, cover })
    // Of two values nothing can be hidden from those who see that it differs.
    if (given === null || typeof given === 'boolean') return given
    const shown = cover(String(given))
    return shown === String(given) ? given : shown
  }
  const within = (text: string, quotes: RegExp) =>
    text.replace(quotes, (_, open: string, inside: string, close: string) =>
      [open, cover(inside), close].join(''),
    )
  const loose = (found ? [...own].filter(isOdd) : odd)
    .filter(isHidden)
    .sort((a, b) => b.length - a.length)
  const whole = (text: string) =>
    loose.reduce((shown, word) => shown.replaceAll(word, digest(word)), text)
  const label = (text: string) => within(whole(text), /(\[)(.*?)(\](?=[.\]`,: )]|$))/g)
  return {
    id: digest,
    value,
    label,
    sentence: (text) => label(within(whole(text), /([`"“‘'])(.+?)([`"”’'])/g)),
    author: (author) => (author.is === 'person' ? { ...author, by: digest(author.by) } : author),
  }
}

const hiddenMembers = (
  members: Members,
  { cover, value }: { value: (value: Json) => Json; cover: (text: string) => string },
): Members =>
  Object.fromEntries(Object.entries(members).map(([name, inner]) => [cover(name), value(inner)]))

/** Whatever is told of no resource is measured by all of git. */
const definitionsOf = (address: Address | undefined, desired: Desired): readonly Definition[] => {
  if (address === undefined) return [...desired.values()]
  const definition = desired.get(address)
  return definition ? [definition] : []
}

/** Texts and numbers, and the names of members, which in free-form values are values as well. */
const wordsIn = (values: readonly Json[]): Set<string> => {
  const words = new Set<string>()
  const walk = (value: Json): void => {
    if (isList(value)) for (const item of value) walk(item)
    else if (isMembers(value))
      for (const [name, inner] of Object.entries(value)) {
        if (!isOurs(name)) words.add(name)
        walk(inner)
      }
    else if (typeof value === 'string' || typeof value === 'number') words.add(String(value))
  }
  for (const value of values) walk(value)
  return words
}

/** Names of fields, which everybody can look up. */
const isOurs = (name: string): boolean => {
  fieldNames ??= namesIn(
    JSON.parse(JSON.stringify(kinds.map(({ fields, made }) => [fields, made]))),
  )
  return fieldNames.has(name)
}
let fieldNames: ReadonlySet<string> | undefined

const namesIn = (value: Json): Set<string> => {
  const names = new Set<string>()
  const walk = (each: Json): void => {
    if (isList(each)) for (const item of each) walk(item)
    else if (isMembers(each))
      for (const [name, inner] of Object.entries(each)) {
        names.add(name)
        walk(inner)
      }
    else if (typeof each === 'string') names.add(each)
  }
  walk(value)
  return names
}

const hiddenEdit = (edit: Edit, { label, value }: Blinds): Edit => ({
  ...edit,
  label: label(edit.label),
  ...(edit.before !== undefined && { before: value(edit.before) }),
  ...(edit.after !== undefined && { after: value(edit.after) }),
})

const hiddenOperation = (operation: Operation, own: Blinds): Operation => {
  const { author, cautions, edits, live, members, overwrites, refused } = operation
  const shown = own.value(members)
  return {
    ...operation,
    // A digest without a key, of all that is live.
    ...(live !== undefined && { live: own.id(live) }),
    edits: edits.map((edit) => hiddenEdit(edit, own)),
    members: isMembers(shown) ? shown : {},
    cautions: cautions.map(own.sentence),
    ...(overwrites && { overwrites: overwrites.map(own.label) }),
    ...(author && { author: own.author(author) }),
    ...(refused && {
      refused: {
        ...refused,
        reason: own.sentence(refused.reason),
        ...(refused.labels && { labels: refused.labels.map(own.label) }),
        ...(refused.hint !== undefined && { hint: own.sentence(refused.hint) }),
      },
    }),
  }
}

const hiddenHeld = (held: Held, own: Blinds): Held => ({
  ...held,
  reason: own.sentence(held.reason),
  edits: held.edits.map((edit) => hiddenEdit(edit, own)),
  ...(held.author && { author: own.author(held.author) }),
})

const hiddenReleased = (released: Released, own: Blinds): Released => ({
  ...released,
  ...(released.label !== undefined && { label: own.label(released.label) }),
  ...(released.live !== undefined && { live: own.value(released.live) }),
})

const hiddenOutcome = (outcome: Outcome, operation: Operation, own: Blinds): Outcome => {
  switch (outcome.status) {
    case 'done':
      return { ...outcome, operation, notes: outcome.notes.map(own.sentence) }
    case 'waiting':
    case 'failed':
      return { ...outcome, operation, reason: own.sentence(outcome.reason) }
    case 'skipped':
      return { ...outcome, operation, because: own.sentence(outcome.because) }
  }
}
