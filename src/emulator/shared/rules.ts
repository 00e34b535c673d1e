// Rules keep their identity by baseID, then by id; a rule without either is a new one.
import { isList, isMembers, type Json, type Members, member } from '../../json.ts'
import { badField } from '../core/api-error.ts'
import type { World } from '../core/context.ts'
import { baseOfRuleId, opaqueId, ruleIdOf, textOf } from '../core/ids.ts'

export const membersIn = (value: Json | undefined): readonly Members[] =>
  isList(value) ? value.filter(isMembers) : []

/** The rules as stored after a write that replaces the whole list. */
export const replacedRules = (
  world: World,
  sent: readonly Members[],
  live: readonly Members[],
): readonly Members[] => {
  refuseRepeats(sent.map((rule) => textOf(rule['name'])))
  const rules = sent.map((rule) => {
    const kept = survivor(world, rule, live)
    const { completedAutomatedRollouts, pendingAutomatedRollouts } = kept ?? {}
    return withRuleId(world, {
      ...rule,
      ...(completedAutomatedRollouts === undefined ? {} : { completedAutomatedRollouts }),
      ...(pendingAutomatedRollouts === undefined ? {} : { pendingAutomatedRollouts }),
      baseID: kept ? baseOf(kept) : opaqueId(world.ids),
    })
  })
  if (new Set(rules.map(baseOf)).size < rules.length)
    throw badField('rules', 'Duplicate rule ID(s) given')
  return rules
}

/** A created object’s rules are all new, whatever ids the body carries. */
export const newRules = (world: World, sent: readonly Members[]): readonly Members[] =>
  replacedRules(
    world,
    sent.map(({ id: _id, baseID: _baseID, ...rule }) => rule),
    [],
  )

/** The rule with the id that its percentage gives it; one without ids becomes a rule. */
export const withRuleId = (world: World, rule: Members): Members => {
  const base = baseOf(rule) || opaqueId(world.ids)
  const share = rule['passPercentage']
  const id = ruleIdOf(world, base, typeof share === 'number' ? share : 100)
  return { ...rule, id, baseID: base }
}

const survivor = (world: World, sent: Members, live: readonly Members[]): Members | undefined => {
  const [base, id, name] = [sent['baseID'], sent['id'], sent['name']].map(textOf)
  if (base || id) {
    const found =
      live.find((rule) => base && baseOf(rule) === base) ??
      live.find((rule) => id && baseOf(rule) === baseOfRuleId(id))
    if (found) return found
    throw badField('rules', 'A provided rule ID does not match an existing rule ID')
  }
  return world.has('rules-matched-by-name')
    ? live.find((rule) => member(rule, 'name') === name)
    : undefined
}

const baseOf = (rule: Members): string => textOf(rule['baseID']) || baseOfRuleId(textOf(rule['id']))

const refuseRepeats = (names: readonly string[]): void => {
  if (new Set(names).size < names.length) throw badField('rules', 'Duplicate rule name(s) given')
}
