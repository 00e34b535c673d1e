// Places in the document that patches name more than once.
import { join, type Pointer } from '../../../src/core/pointer.ts'

export const inSchemas = (names: readonly string[], below: string): readonly Pointer[] =>
  names.map((name) => `/components/schemas/${name}${below}`)

/** `path` without `/console/v1`. */
export const inPath = (path: string, below = ''): Pointer =>
  `${join('/paths', `/console/v1${path}`)}${below}`

export const answerOf = (path: string, method: string, status: number): Pointer =>
  inPath(path, `/${method}/responses/${status}/content/application~1json/schema`)

export const writesOf = {
  gate: ['GateCreateDto', 'GateFullUpdateDto', 'GatePartialUpdateDto'],
  dynamicConfig: [
    'DynamicConfigCreateDto',
    'DynamicConfigFullUpdateDto',
    'DynamicConfigPartialUpdateDto',
  ],
  experiment: ['ExperimentCreateDto', 'ExperimentFullUpdateDto', 'ExperimentPartialUpdateDto'],
  releasePipeline: ['ReleasePipelineCreateDto', 'ReleasePipelineUpdateDto'],
} as const

const condition = '/conditions/items/properties'
const ofRules = `/properties/rules/items/properties${condition}`
const ofPhases = `/properties/phases/items/properties/rules/items/properties${condition}`

/** The members of a condition, wherever a client writes one of the general kind (segments know fewer types). */
export const writtenConditions: readonly Pointer[] = [
  ...inSchemas([...writesOf.gate, ...writesOf.dynamicConfig], ofRules),
  ...inSchemas(['MultiRuleDto', 'MultiRuleUpdateDto', 'DynamicConfigRulesDto'], ofRules),
  ...inSchemas(
    ['RuleDto', 'RuleUpdateDto', 'DynamicConfigRuleDto', 'DynamicConfigRulePartialDto'],
    `/properties${condition}`,
  ),
  ...inSchemas(writesOf.releasePipeline, ofPhases),
]

export const segmentConditions: readonly Pointer[] = [
  ...inSchemas(['SegmentCreateContractDto'], ofRules),
  ...inSchemas(['SegmentRulesDto'], `/items/properties${condition}`),
]

export const readConditions: readonly Pointer[] = [
  ...inSchemas(['ExternalGateDto', 'DynamicConfigDto'], ofRules),
  ...inSchemas(['ReleasePipelineDto'], ofPhases),
]
