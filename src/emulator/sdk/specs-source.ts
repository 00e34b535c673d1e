// Keeps the config specs up to date with the store: they are compiled when they are asked for after a change.
import type { JsonObject } from '../../core/json.ts'
import {
  type CompiledSpecs,
  type SpecsFormat,
  specsDocument,
  type UnknownResult,
} from '../../specs/index.ts'
import type { EmulatorContext } from '../core/context.ts'
import type { InMemoryStore } from '../core/store.ts'
import { createIdListFiles, type IdListFiles } from './id-list-files.ts'
import { compileStoredSpecs, productionEnvironment } from './stored-specs.ts'

export type SourceContext = Pick<EmulatorContext, 'projectId' | 'has' | 'now'> & {
  readonly store: InMemoryStore
}

export interface SpecsSource {
  /** When the specs changed. It grows with each change. */
  readonly time: () => number
  readonly document: (format: SpecsFormat) => JsonObject
  readonly idLists: () => IdListFiles
}

interface Current {
  readonly revision: number
  readonly specs: CompiledSpecs
  /** What an SDK can see of the specs. */
  readonly text: string
  readonly time: number
}

/** `onUnknown` gets what the specs leave unknown, whenever this has changed. */
export const createSpecsSource = (
  context: SourceContext,
  onUnknown: (unknowns: readonly UnknownResult[]) => void,
): SpecsSource => {
  const files = createIdListFiles()
  const header = () => {
    const environment = context.has('sdk-without-default-environment')
      ? undefined
      : productionEnvironment(context)
    return environment === undefined ? {} : { defaultEnvironment: environment }
  }
  let known: Current | undefined
  let reported = '[]'
  const current = (): Current => {
    const revision = context.store.revision()
    if (known?.revision === revision) return known
    const specs = compileStoredSpecs(context, known?.specs.buckets ?? new Map())
    const text = JSON.stringify(specsDocument(specs, 'v1', { ...header(), time: 0 }))
    const time = known?.text === text ? known.time : Math.max(context.now(), (known?.time ?? 0) + 1)
    files.update(specs.idLists, time)
    known = { revision, specs, text, time }
    const unknowns = JSON.stringify(specs.unknowns)
    if (unknowns !== reported) onUnknown(specs.unknowns)
    reported = unknowns
    return known
  }
  return {
    time: () => current().time,
    document: (format) => {
      const { specs, time } = current()
      return specsDocument(specs, format, { ...header(), time })
    },
    idLists: () => {
      current()
      return files
    },
  }
}
