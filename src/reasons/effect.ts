// What an operation does to the users of a project and to its people, as data.
import type { Pointer } from '../core/pointer.ts'

/** From the worst to the least. An operation may have several effects. */
export const effectTypes = [
  /** The resource is archived or deleted. */
  'removes',
  /** An experiment ends: it is decided or abandoned. */
  'ends',
  /** An experiment starts. */
  'starts',
  /** A resource is switched off: users no longer get it. */
  'switches-off',
  /** Some users no longer get it. */
  'loses',
  /** A resource is switched on: users get it. */
  'switches-on',
  /** Some users get it. */
  'gains',
  /** Some users get it, and others no longer do. */
  'gains-and-loses',
  /** Users are assigned to buckets or groups again. */
  'reassigns',
  /** Users get other values: of a config, a parameter or a variant. */
  'changes-values',
  /** It changes who may do what in the project. */
  'changes-access',
  /** What it does is not known. It is never harmless. */
  'unknown',
  /** It changes what is measured, and so results. */
  'changes-measurement',
  /** It is about what users get, and each user gets what they got. */
  'preserves',
  /** Only people in the console see it: names, descriptions, tags, owners. */
  'label',
] as const
export type EffectType = (typeof effectTypes)[number]

export interface Effect {
  readonly type: EffectType
  /** Where it is in the file. Empty for the whole resource. */
  readonly pointer: Pointer
  /** The place as it is shown. Empty for the whole resource. */
  readonly label: string
  /** The largest share of users that it can touch, in per cent from 0 to 100. */
  readonly share: number
}

/** Whether it concerns labels alone. Without a known effect, an operation is not harmless. */
export const isLabelOnly = (effects: readonly Effect[]): boolean =>
  effects.length > 0 && effects.every(({ type }) => type === 'label')
