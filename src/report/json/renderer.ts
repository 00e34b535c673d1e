// The format `json`: one document on standard output for each command, described by `schemas/output/`.
import { type JsonObject, toPlainJson } from '../../core/json.ts'
import { nothing, type Rendered, type Renderer, toErr, toOut } from '../renderer.ts'
import { missingVariablesText } from '../text/missing-variables.ts'
import { outcomeLine } from '../text/outcome.ts'
import { applyJson } from './apply.ts'
import { stopJson, validationJson } from './diagnostics.ts'
import { adoptionJson, driftJson } from './drift.ts'
import { doctorJson, importJson } from './import.ts'
import { jsonText } from './json-text.ts'
import { planJson } from './plan.ts'
import { jsonVersion } from './version.ts'

const plainStyle = { color: false, width: 80 }

const rendered = (value: JsonObject): Rendered => toOut(jsonText(value))

const explained = (explanation: object): Rendered =>
  rendered(toPlainJson({ version: jsonVersion, ...explanation }))

export const createJsonRenderer = (): Renderer => ({
  isInteractive: false,
  validation: (result) => rendered(validationJson(result)),
  plan: (result) => rendered(planJson(result)),
  // The document at the end holds the plan, the diagnostics and the outcomes.
  warnings: () => nothing,
  applyStart: () => nothing,
  outcome: (outcome) => toErr(outcomeLine(outcome, plainStyle)),
  applyEnd: (result) => ({
    ...rendered(applyJson(result)),
    err: result.missingVariables ? `${missingVariablesText(result.missingVariables)}\n` : '',
  }),
  drift: (result) => rendered(driftJson(result)),
  adoption: (result) => rendered(adoptionJson(result)),
  // The document of the import holds it.
  importWarning: () => nothing,
  importResult: (result) => rendered(importJson(result)),
  doctor: (result) => rendered(doctorJson(result)),
  kindList: (kinds) =>
    explained({ kinds: kinds.map(({ doc, folder, kind }) => ({ kind, folder, doc })) }),
  kind: ({ example, explanation }) => explained({ ...explanation, example }),
  field: ({ example, explanation }) => explained({ ...explanation, example }),
  stop: (stop) => rendered(stopJson(stop)),
})
