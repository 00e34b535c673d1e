// Places in the document that patches name more than once.
import { join, type Pointer } from '../../../src/core/pointer.ts'

export const inSchemas = (names: readonly string[], below: string): readonly Pointer[] =>
  names.map((name) => `/components/schemas/${name}${below}`)

/** `path` without `/console/v1`. */
export const inPath = (path: string, below = ''): Pointer =>
  `${join('/paths', `/console/v1${path}`)}${below}`

export const answerOf = (path: string, method: string, status: number): Pointer =>
  inPath(path, `/${method}/responses/${status}/content/application~1json/schema`)

const condition = '/conditions/items/properties'
const ofRules = `/properties/rules/items/properties${condition}`
const ofPhases = `/properties/phases/items/properties/rules/items/properties${condition}`

/** The members of a condition, wherever one is read. */
export const readConditions: readonly Pointer[] = [
  ...inSchemas(['ExternalGateDto', 'DynamicConfigDto', 'SegmentDto'], ofRules),
  ...inSchemas(['ReleasePipelineDto'], ofPhases),
]

export const writesOf = {
  experiment: ['ExperimentCreateDto', 'ExperimentFullUpdateDto', 'ExperimentPartialUpdateDto'],
} as const
