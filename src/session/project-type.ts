// The project type that definitions need: cloud or warehouse native.
import type { KindRegistry } from '../kinds/registry.ts'
import type { DesiredState } from '../model/index.ts'

export const projectTypeFor = (
  desired: DesiredState,
  registry: KindRegistry,
): 'cloud' | 'warehouse' =>
  [...desired.values()].some(({ kind }) => registry(kind).kind.projectType === 'warehouse')
    ? 'warehouse'
    : 'cloud'
