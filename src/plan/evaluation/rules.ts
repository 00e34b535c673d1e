// Decides about users by rules, and by the groups and variants among which they are divided.
import { isJsonObject, type JsonObject, member } from '../../core/json.ts'
import { itemLabel } from '../../fields/compare/lists.ts'
import { type Field, fieldsOf } from '../../fields/field.ts'
import { asList, canonicalJson } from '../../fields/normalize.ts'
import type { EvaluationStep, Result, RulesStep } from '../../kinds/evaluation.ts'
import { conditionTests, environmentTests, type UserTests } from './conditions.ts'
import type { Decision, Part, Test } from './decision.ts'
import { give, type Scope, shareTests } from './scope.ts'

export const ruleDecisions = (step: RulesStep, scope: Scope): readonly Decision[] =>
  labelledItems(step.list, scope).flatMap(({ identity, item, label }) => {
    const fields = fieldsOf(itemFieldOf(scope.fields[step.list]), item)
    const met = ruleTests(step, fields['conditions'], item, scope)
    const own = step.share === undefined ? 100 : (item[step.share] ?? fields[step.share]?.default)
    const share = typeof own === 'number' ? own : 100
    const within = shareTests(`rule:${identity}`, share, scope)
    const part = (result: Result, giver: JsonObject, tests: readonly Test[] = []): Part => ({
      tests: [...within, ...tests],
      leaves: give(result, scope, { item: giver }).leaves,
    })
    const { variants } = step
    const ofVariants =
      variants === undefined
        ? []
        : sharesOf(variants, `variants:${identity}`, item, scope).map((variant) =>
            part(variants.gives, variant.item, variant.tests),
          )
    const parts = share > 0 ? [...ofVariants, part(step.gives, item)] : []
    return [give(scope.otherwise, scope, { ...met, parts, label })]
  })

export const divisionDecisions = (
  { by, gives, list }: Extract<EvaluationStep, { step: 'divide' }>,
  scope: Scope,
): readonly Decision[] => {
  const labels = labelledItems(list, scope).map(({ label }) => label)
  if ('share' in by) {
    const salt = `${list}${canonicalJson((by.dealtBy ?? []).map((name) => scope.item[name] ?? null))}`
    return sharesOf({ list, share: by.share }, salt, scope.item, scope).map(
      ({ index, item, tests }) => give(gives, scope, { tests, item, label: labels[index] ?? list }),
    )
  }
  const items = asList(scope.item[list]).filter(isJsonObject)
  const salt = canonicalJson([
    by.members.map((name) => scope.item[name] ?? null),
    items.map((item) => by.ofItem.map((name) => item[name] ?? null)),
  ])
  return items.map((item, index) =>
    give(gives, scope, {
      tests: shareTests(salt, ((index + 1) * 100) / items.length, scope),
      item,
      label: labels[index] ?? list,
    }),
  )
}

const ruleTests = (
  { conditions }: RulesStep,
  field: Field | undefined,
  rule: JsonObject,
  scope: Scope,
): UserTests => {
  const condition = itemFieldOf(field)
  const { nested, tests } = conditionTests(condition, rule['conditions'], conditions, scope)
  return { nested, tests: [...tests, ...environmentTests(rule['environments'])] }
}

const itemFieldOf = (field: Field | undefined): Field =>
  field?.shape === 'list' || field?.shape === 'set'
    ? field.of
    : { shape: 'opaque', doc: '', type: 'any' }

interface LabelledItem {
  readonly item: JsonObject
  /** What stays when the item is renamed or moved, and decides about whose hash falls where. */
  readonly identity: string
  readonly label: string
}

const labelledItems = (list: string, { fields, item }: Scope): readonly LabelledItem[] => {
  const items = asList(item[list])
  const field = fields[list]
  const match = field?.shape === 'list' ? field.match : undefined
  return items.flatMap((each, index) => {
    if (!isJsonObject(each)) return []
    const name = itemLabel(items, index, match?.name ?? '')
    const id = match?.ids
      .map((key) => each[key])
      .find((value) => value !== undefined && value !== '')
    return [{ item: each, identity: String(id ?? `new:${name}`), label: `${list}[${name}]` }]
  })
}

/** The items of a list with their shares, one after the other. What is left belongs to none. */
const sharesOf = (
  { list, share }: { readonly list: string; readonly share: string },
  salt: string,
  owner: JsonObject,
  scope: Scope,
): readonly ItemShare[] => {
  let end = 0
  return asList(owner[list]).flatMap((item, index) => {
    const size = member(item, share)
    if (!isJsonObject(item) || typeof size !== 'number' || size <= 0) return []
    end = roundShare(end + size)
    return [{ item, index, tests: shareTests(salt, end, scope) }]
  })
}

interface ItemShare {
  readonly item: JsonObject
  readonly index: number
  readonly tests: readonly Test[]
}

/** Sums of shares such as 33.33 differ by errors of rounding. */
const roundShare = (share: number): number => Math.round(share * 1e6) / 1e6
