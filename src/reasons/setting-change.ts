// A change of a setting, of the repository or of one definition, as data.
import type { Json } from '../core/json.ts'

/** Ordered from the one that protects most to the one that protects least. */
export const settingNames = [
  'prune',
  'preventDestroy',
  'reviews',
  'onDrift',
  'guardrails.prune.most',
  'guardrails.prune.percent',
  'target.project',
  'showLiveValues',
  'sensitive',
  'ignoreChanges',
  'target',
  'definitions',
  'target.definitions',
  'tags',
  'extraFields',
  'caps.bytes',
  'caps.nodes',
] as const
export type SettingName = (typeof settingNames)[number]

export interface SettingChange {
  readonly setting: SettingName
  /** The name of the target, the kind of `extraFields`, or the address of the definition. */
  readonly of?: string
  /** Absent where it is not set. */
  readonly before?: Json
  readonly after?: Json
  /** What becomes of the protection that the setting is. `alters`: neither looser nor stricter. */
  readonly effect: SettingEffect
  /** The stricter value stays in force until this change is applied. */
  readonly isPending: boolean
}

export const settingEffects = ['loosens', 'alters', 'tightens'] as const
export type SettingEffect = (typeof settingEffects)[number]

/** Equal for equal changes. */
export const settingKey = ({ after, before, of, setting }: SettingChange): string =>
  JSON.stringify([setting, of, before, after])
