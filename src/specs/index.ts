// Compiles a project to the config specs that Statsig's SDKs download, from the JSON of the Console API.
import type { JsonObject } from '../core/json.ts'
import { compileDynamicConfig } from './dynamic-configs.ts'
import { compileGate, compileHoldout, compileSegment } from './gates.ts'
import { compileLayer, compileLoneExperiment } from './layers.ts'
import { findResource, resourceId, textIn, textsOf } from './members.ts'
import { createProject, type SpecOptions, type SpecProject, type SpecResources } from './project.ts'
import type { CompiledSpecs, UnknownResult } from './spec.ts'

export { type SpecsFormat, specsDocument } from './document.ts'
export type { SpecOptions, SpecResources } from './project.ts'
export { reachedGates } from './reached-gates.ts'
export type { CompiledSpecs, OwnedBuckets, Spec, SpecKind, UnknownResult } from './spec.ts'

export const compileSpecs = (
  resources: SpecResources,
  options: SpecOptions = {},
): CompiledSpecs => {
  const project = createProject(resources, options)
  const gates = [
    ...project.gates.map((each) => compileGate(project, each)),
    ...project.segments.map((each) => compileSegment(project, each)),
    ...project.holdouts.map((each) => compileHoldout(project, each)),
  ]
  const configs = project.dynamicConfigs.map((each) => compileDynamicConfig(project, each))
  const { alone, byLayer } = divideExperiments(project)
  const layers = [
    ...explicitLayers(project).map((layer) =>
      compileLayer(project, layer, byLayer.get(resourceId(layer)) ?? []),
    ),
    ...alone.map((experiment) => compileLoneExperiment(project, experiment)),
  ]
  const compiledLayers = layers.flatMap(({ layer }) => layer ?? [])
  const experiments = layers.flatMap((each) => each.experiments)
  return {
    gates: gates.map(({ spec }) => spec),
    configs: [...configs, ...experiments].map(({ spec }) => spec),
    layers: compiledLayers.map(({ spec }) => spec),
    experimentsByLayer: new Map(
      [...byLayer].map(([id, members]) => [id, members.map((each) => resourceId(each))]),
    ),
    idLists: idListsIn(project),
    buckets: new Map(layers.flatMap(({ buckets }) => [...buckets])),
    unknowns: [
      ...[...gates, ...configs, ...compiledLayers, ...experiments].flatMap(
        ({ unknowns }) => unknowns,
      ),
      ...project.autotunes.map(
        (each): UnknownResult => ({
          kind: 'autotune',
          id: resourceId(each),
          reason: 'learned-by-statsig',
        }),
      ),
    ],
  }
}

/** Statsig makes a layer for an experiment outside of all layers, and may list it. */
const explicitLayers = ({ layers }: SpecProject): readonly JsonObject[] =>
  layers.filter(({ isImplicitLayer }) => isImplicitLayer !== true)

const divideExperiments = (project: SpecProject) => {
  const layers = explicitLayers(project)
  const byLayer = new Map<string, JsonObject[]>()
  const alone: JsonObject[] = []
  for (const experiment of project.experiments) {
    const layer = findResource(layers, textIn(experiment, 'layerID'))
    if (layer === undefined) alone.push(experiment)
    else {
      const id = resourceId(layer)
      byLayer.set(id, [...(byLayer.get(id) ?? []), experiment])
    }
  }
  return { alone, byLayer }
}

const idListsIn = ({ segments }: SpecProject): CompiledSpecs['idLists'] =>
  new Map(
    segments
      .filter(({ isEnabled, type }) => type === 'id_list' && isEnabled !== false)
      .map((segment) => [resourceId(segment), textsOf(segment['ids'])]),
  )
