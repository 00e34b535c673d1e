// Compiles dynamic configs.
import type { JsonObject } from '../core/json.ts'
import { type CompiledSpec, compiled, contextOf, targetAppsOf } from './gates.ts'
import { resourceId, unitTypeOf } from './members.ts'
import type { SpecProject } from './project.ts'
import { type CompiledRules, compileRules, joinRules, noRules, objectOrUnknown } from './rules.ts'

export const compileDynamicConfig = (project: SpecProject, config: JsonObject): CompiledSpec => {
  const id = resourceId(config)
  const isOn = config['isEnabled'] !== false && config['status'] !== 'Archived'
  const defaultValue = objectOrUnknown(config, 'defaultValue')
  const unknownDefault: CompiledRules = {
    rules: [],
    unknowns: defaultValue === undefined ? [{ reason: 'value-as-text', of: 'defaultValue' }] : [],
  }
  return compiled('dynamic_config', id, {
    spec: {
      name: id,
      type: 'dynamic_config',
      entity: 'dynamic_config',
      salt: project.saltOf('dynamic_config', id),
      enabled: isOn,
      defaultValue: defaultValue ?? {},
      idType: unitTypeOf(config),
      ...targetAppsOf(config),
    },
    rules: joinRules(
      isOn
        ? compileRules(config, contextOf(project, 'dynamic_config', config), (rule) =>
            objectOrUnknown(rule, 'returnValue'),
          )
        : noRules,
      unknownDefault,
    ),
  })
}
