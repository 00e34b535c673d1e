// Makes ids as Statsig does: opaque ids, slugs, and rule ids that contain the percentage.
import type { Json } from '../../core/json.ts'
import type { EmulatorContext } from './context.ts'
import { hashOf, type Random, randomOf } from './random.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export const opaqueId = (random: Random): string =>
  Array.from({ length: 22 }, () => BASE62[Math.floor(random() * 62)]).join('')

/** `A Gate` becomes `a_gate`. What Statsig makes of dots and several spaces is not documented. */
export const slugOf = (context: EmulatorContext, name: string): string => {
  const withoutDots = context.has('slug-dots-become-underscores') ? name.replaceAll('.', '_') : name
  const singleSpaced = context.has('slug-collapses-spaces')
    ? withoutDots.replace(/ +/g, ' ')
    : withoutDots
  return singleSpaced.toLowerCase().replaceAll(' ', '_')
}

export const normalizeSentId = (context: EmulatorContext, id: string): string =>
  context.has('explicit-ids-lowercased') ? id.toLowerCase() : id

export const ruleIdOf = (
  context: EmulatorContext,
  base: string,
  passPercentage: number,
): string => {
  const isPartial = passPercentage > 0 && passPercentage < 100
  const embedsPercentage =
    !context.has('rule-ids-plain') && (isPartial || context.has('rule-ids-always-embed'))
  return embedsPercentage ? `${base}:${passPercentage.toFixed(2)}:1` : base
}

export const baseOfRuleId = (id: string): string => id.split(':')[0] ?? id

export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** The same person always has the same id. */
export const userIdOf = (email: string): string => opaqueId(randomOf(hashOf(`person ${email}`)))

export const teamIdOf = (name: Json): string => opaqueId(randomOf(hashOf(String(name))))
