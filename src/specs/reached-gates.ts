// Finds the gates and segments on which each spec depends. The on-device SDK drops that a gate within a gate is
// unsupported, so whoever uses it has to ask for each of them.
import type { CompiledSpecs, Spec } from './spec.ts'

/** The names of all gates that a gate, config or layer reaches, directly or through others. */
export const reachedGates = ({
  configs,
  gates,
  layers,
}: CompiledSpecs): ((spec: Spec) => readonly string[]) => {
  const gatesByName = new Map(gates.map((spec) => [spec.name, spec]))
  const configsByName = new Map([...configs, ...layers].map((spec) => [spec.name, spec]))
  const found = new Map<Spec, readonly string[]>()
  return (start) => {
    const known = found.get(start)
    if (known !== undefined) return known
    const names = new Set<string>()
    const seen = new Set([start])
    const open = [start]
    for (let spec = open.pop(); spec !== undefined; spec = open.pop())
      for (const { conditions, configDelegate } of spec.rules) {
        const targets = conditions
          .filter(({ type }) => type === 'pass_gate' || type === 'fail_gate')
          .map(({ targetValue }) => String(targetValue))
        for (const name of targets) names.add(name)
        const delegate = configDelegate === undefined ? [] : [configsByName.get(configDelegate)]
        for (const next of [...targets.map((name) => gatesByName.get(name)), ...delegate])
          if (next !== undefined && !seen.has(next)) {
            seen.add(next)
            open.push(next)
          }
      }
    found.set(start, [...names])
    return [...names]
  }
}
