// Lists the settings that a change loosens, tightens or alters, of the repository and of its definitions.
import type { Json } from '../../core/json.ts'
import type { Lifecycle } from '../../core/source.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import type { DesiredState, SettingChange, SettingEffect, SettingName } from '../../model/index.ts'
import { settingEffects, settingNames } from '../../reasons/setting-change.ts'
import { readSettings, type Settings } from './index.ts'
import { changedProjects } from './stricter-settings.ts'

/** The settings and the definitions of a commit. */
export interface SettingsState {
  readonly settings: Settings
  readonly desired: DesiredState
}

/**
 * The worst first. Without a `base`, before the first apply, what is looser than the defaults is in force at once. Of the
 * targets, only those that were added or removed concern another `target`.
 */
export const settingChanges = (
  base: SettingsState | undefined,
  head: SettingsState,
  target: string | undefined,
): readonly SettingChange[] =>
  sortChanges(
    base === undefined
      ? valueChanges(readSettings(undefined).settings, head.settings)
          .filter(({ effect }) => effect === 'loosens')
          .map((each) => ({ ...each, isPending: false }))
      : [
          ...valueChanges(base.settings, head.settings),
          ...targetChanges(base.settings, head.settings, target),
          ...lifecycleChanges(base.desired, head.desired),
        ],
  )

const sortChanges = (changes: readonly SettingChange[]): readonly SettingChange[] =>
  settingEffects.flatMap((effect) =>
    settingNames.flatMap((setting) =>
      changes.filter((each) => each.effect === effect && each.setting === setting),
    ),
  )

type Value = Json | undefined

/** What a change from one value to another does; the values differ. */
type EffectOf = (before: Value, after: Value) => SettingEffect

/** A later value of the list is looser. */
const inOrder =
  (...values: readonly Value[]): EffectOf =>
  (before, after) =>
    values.indexOf(after) > values.indexOf(before) ? 'loosens' : 'tightens'
const ifHigher: EffectOf = (before, after) =>
  Number(after) > Number(before) ? 'loosens' : 'tightens'
const asAlteration: EffectOf = () => 'alters'
/** A list that protects: what leaves it loosens. */
const ifShorter: EffectOf = (before, after) =>
  textsIn(before).some((each) => !textsIn(after).includes(each)) ? 'loosens' : 'tightens'
/** A list of exceptions: what is added loosens. */
const ifLonger: EffectOf = (before, after) => ifShorter(after, before)

const textsIn = (value: Value): readonly Json[] => (Array.isArray(value) ? value : [])

/** Loosened settings of these names take effect one apply later. */
const pendingSettings: ReadonlySet<SettingName> = new Set([
  'prune',
  'preventDestroy',
  'reviews',
  'onDrift',
  'guardrails.prune.most',
  'guardrails.prune.percent',
  'showLiveValues',
])

const compare = (
  setting: SettingName,
  [before, after]: readonly [Value, Value],
  effectOf: EffectOf,
  of?: string,
): readonly SettingChange[] => {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return []
  const effect = effectOf(before, after)
  return [
    {
      setting,
      ...(of !== undefined && { of }),
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      effect,
      isPending: effect === 'loosens' && pendingSettings.has(setting),
    },
  ]
}

const valueChanges = (base: Settings, head: Settings): readonly SettingChange[] => {
  const both = <T>(read: (settings: Settings) => T) => [read(base), read(head)] as const
  const kinds = new Set([...Object.keys(base.extraFields), ...Object.keys(head.extraFields)])
  return [
    ...compare(
      'prune',
      both(({ prune }) => prune),
      inOrder('off', 'archive', 'delete'),
    ),
    ...compare(
      'reviews',
      both(({ reviews }) => reviews),
      inOrder('respect', 'bypass'),
    ),
    ...compare(
      'onDrift',
      both(({ onDrift }) => onDrift),
      inOrder('keep', 'overwrite'),
    ),
    ...compare(
      'guardrails.prune.most',
      both(({ guardrails }) => guardrails.prune.most),
      ifHigher,
    ),
    ...compare(
      'guardrails.prune.percent',
      both(({ guardrails }) => guardrails.prune.percent),
      ifHigher,
    ),
    ...compare(
      'showLiveValues',
      both(({ showLiveValues }) => showLiveValues),
      inOrder(false, true),
    ),
    ...compare(
      'definitions',
      both(({ definitions }) => definitions),
      asAlteration,
    ),
    ...compare(
      'tags',
      both(({ tags }) => tags),
      inOrder('declared', 'any'),
    ),
    ...[...kinds].flatMap((kind) =>
      compare(
        'extraFields',
        both(({ extraFields }) => extraFields[kind]),
        ifLonger,
        kind,
      ),
    ),
    ...compare(
      'caps.bytes',
      both(({ caps }) => caps.bytes),
      ifHigher,
    ),
    ...compare(
      'caps.nodes',
      both(({ caps }) => caps.nodes),
      ifHigher,
    ),
  ]
}

const targetChanges = (
  { targets: base }: Settings,
  { targets: head }: Settings,
  target: string | undefined,
): readonly SettingChange[] => {
  const removedProjects = new Set(changedProjects(base, head, target).map(({ name }) => name))
  return [...new Set([...Object.keys(base), ...Object.keys(head)])].flatMap((name) => {
    const [before, after] = [base, head].map((targets) =>
      Object.hasOwn(targets, name) ? targets[name] : undefined,
    )
    const isOwn = target === undefined || name === target
    const projects = [before?.project, after?.project] as const
    return [
      ...(before && after
        ? []
        : compare('target', [before && name, after && name], asAlteration, name)),
      ...(removedProjects.has(name)
        ? compare('target.project', projects, () => 'loosens', name).map((each) => ({
            ...each,
            isPending: after?.project === undefined,
          }))
        : isOwn && before && after
          ? compare('target.project', projects, () => 'tightens', name)
          : []),
      ...(isOwn && before && after
        ? compare('target.definitions', [before.definitions, after.definitions], asAlteration, name)
        : []),
    ]
  })
}

/** Of definitions that were applied and are still there: a new one has nothing to loosen. */
const lifecycleChanges = (base: DesiredState, head: DesiredState): readonly SettingChange[] =>
  [...head.values()].flatMap(({ address, lifecycle }) => {
    const before = base.get(address)?.lifecycle
    if (before === undefined) return []
    const both = <T>(read: (of: Lifecycle) => T) => [read(before), read(lifecycle)] as const
    return [
      ...compare(
        'preventDestroy',
        both(({ preventDestroy = false }) => preventDestroy),
        inOrder(true, false),
        address,
      ),
      ...compare(
        'sensitive',
        both(({ sensitive }) => listOf(sensitive)),
        ifShorter,
        address,
      ),
      ...compare(
        'ignoreChanges',
        both(({ ignoreChanges }) => listOf(ignoreChanges)),
        ifLonger,
        address,
      ),
    ]
  })

/** An order means nothing here, and an empty list is none. */
const listOf = (texts: readonly string[] | undefined): readonly string[] | undefined =>
  texts === undefined || texts.length === 0 ? undefined : texts.toSorted()
