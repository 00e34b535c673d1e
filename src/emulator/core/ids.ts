// How Statsig names things: opaque ids, slugs, and rule ids that change with the percentage.
import type { Json } from '../../json.ts'
import type { World } from './context.ts'
import { hashOf, type Random, randomOf } from './random.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export const opaqueId = (random: Random): string =>
  Array.from({ length: 22 }, () => BASE62[Math.floor(random() * 62)]).join('')

/** `A Gate` becomes `a_gate`. What happens to dots and doubled spaces nobody knows. */
export const slugOf = (world: World, name: string): string => {
  const dotless = world.has('slug-dots-become-underscores') ? name.replaceAll('.', '_') : name
  const single = world.has('slug-collapses-spaces') ? dotless.replace(/ +/g, ' ') : dotless
  return single.toLowerCase().replaceAll(' ', '_')
}

export const explicitId = (world: World, id: string): string =>
  world.has('explicit-ids-lowered') ? id.toLowerCase() : id

export const ruleIdOf = (world: World, base: string, passPercentage: number): string => {
  const partly = passPercentage > 0 && passPercentage < 100
  const embeds = !world.has('rule-ids-plain') && (partly || world.has('rule-ids-always-embed'))
  return embeds ? `${base}:${passPercentage.toFixed(2)}:1` : base
}

export const baseOfRuleId = (id: string): string => id.split(':')[0] ?? id

export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

export const teamIdOf = (name: Json): string => opaqueId(randomOf(hashOf(String(name))))
