// Makes the sentences of a changed setting.
import type { Json } from '../../core/json.ts'
import type { SettingChange } from '../../model/index.ts'
import { inlineValue } from '../values/inline-values.ts'

/** For `note:` in a terminal. */
export const settingChangeText = (change: SettingChange): string => {
  const { after, before, effect, isPending } = change
  const [label, owner] = [settingLabel(change), settingOwner(change)]
  const [from, to] = [before, after].map(settingValueText)
  const of = owner === undefined ? '' : ` of \`${owner}\``
  return isPending
    ? `\`${label}: ${to}\`${of} takes effect after this apply: \`${from}\` still applies`
    : `\`${label}\`${of} is ${settingEffectTexts[effect]} from \`${from}\` to \`${to}\``
}

export const settingEffectTexts: Readonly<Record<SettingChange['effect'], string>> = {
  loosens: 'loosened',
  alters: 'changed',
  tightens: 'tightened',
}

/** The address of the definition that the setting is of. */
export const settingOwner = ({ of, setting }: SettingChange): string | undefined =>
  setting === 'preventDestroy' || setting === 'sensitive' || setting === 'ignoreChanges'
    ? of
    : undefined

/** The name as it is in the file. */
export const settingLabel = ({ of = '', setting }: SettingChange): string => {
  switch (setting) {
    case 'preventDestroy':
    case 'sensitive':
    case 'ignoreChanges':
      return `lifecycle.${setting}`
    case 'target':
    case 'target.project':
    case 'target.definitions':
      return setting.replace('target', `targets.${of}`)
    case 'extraFields':
      return `extraFields.${of}`
    case 'prune':
    case 'reviews':
    case 'onDrift':
    case 'guardrails.prune.most':
    case 'guardrails.prune.percent':
    case 'showLiveValues':
    case 'definitions':
    case 'tags':
    case 'caps.bytes':
    case 'caps.nodes':
      return setting
  }
}

export const settingValueText = (value: Json | undefined): string =>
  value === undefined ? 'not set' : typeof value === 'string' ? value : inlineValue(value)

/** What may happen that could not happen before. */
export const looserSettingText = ({ after, setting }: SettingChange): string => {
  switch (setting) {
    case 'prune':
      return after === 'delete'
        ? 'A resource whose definition is deleted is deleted in Statsig, which cannot be undone'
        : 'A resource whose definition is deleted is archived in Statsig'
    case 'preventDestroy':
      return 'The resource may be archived and deleted'
    case 'reviews':
      return 'An apply bypasses the reviews that the project requires'
    case 'onDrift':
      return 'An apply overwrites what people change in the console'
    case 'guardrails.prune.most':
    case 'guardrails.prune.percent':
      return 'One run may archive or delete more resources'
    case 'target.project':
      return 'A key of another project is accepted'
    case 'showLiveValues':
      return 'Values that are only in Statsig are shown on a public repository'
    case 'sensitive':
      return 'These values are shown'
    case 'ignoreChanges':
      return 'These values are not compared with Statsig any more'
    case 'tags':
      return 'A tag that no file defines is created'
    case 'extraFields':
      return 'These keys are sent as written, without a check'
    case 'caps.bytes':
    case 'caps.nodes':
      return 'Larger files are read'
    case 'target':
    case 'definitions':
    case 'target.definitions':
      return 'Other files define resources'
  }
}
