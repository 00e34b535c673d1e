// Every kind the engine knows. To add one, write its file and name it here.
import { experiment } from './experiment.ts'
import { gate } from './gate.ts'
import type { Kind } from './kind.ts'
import { layer } from './layer.ts'
import { metric } from './metric.ts'
import { metricSource } from './metric-source.ts'
import { segment } from './segment.ts'
import { tag } from './tag.ts'

export const kinds = [tag, metricSource, metric, segment, gate, layer, experiment] as const
export type KindName = (typeof kinds)[number]['kind']

const byName: ReadonlyMap<string, Kind> = new Map(kinds.map((kind) => [kind.kind, kind]))

export const isKindName = (name: unknown): name is KindName =>
  typeof name === 'string' && byName.has(name)

/** Throws for a name that is no kind: only unchecked input can hold one. */
export const kindOf = (name: KindName): Kind => {
  const kind = byName.get(name)
  if (kind === undefined) throw new Error(`\`${name}\` is not a kind.`)
  return kind
}
