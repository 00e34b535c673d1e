// The format `text`: what people read in a terminal or a build log.
import { fieldText, kindExplanationText, kindsText } from '../explain/text.ts'
import { nothing, type Renderer, type RendererOptions, toErr, toOut } from '../renderer.ts'
import { adoptionText } from './adoption.ts'
import { diagnosticsText } from './diagnostics.ts'
import { doctorText } from './doctor.ts'
import { driftText } from './drift.ts'
import { importText } from './import.ts'
import { missingVariablesText } from './missing-variables.ts'
import { outcomeLine, reportText } from './outcome.ts'
import { planText } from './plan.ts'
import { stopText } from './stop.ts'
import { serverValidationText, validationSummary } from './validation.ts'

export const createTextRenderer = ({ isQuiet, style }: RendererOptions): Renderer => {
  const faults = (diagnostics: Parameters<Renderer['warnings']>[0]): string =>
    diagnostics.length === 0 ? '' : `${diagnosticsText(diagnostics, style)}\n`
  const aboveResult = (diagnostics: Parameters<Renderer['warnings']>[0]): string =>
    diagnostics.length === 0 ? '' : `${faults(diagnostics)}\n`
  return {
    isInteractive: true,
    validation: (result) => ({
      err: faults(result.diagnostics),
      out: result.isValid && !isQuiet ? `${validationSummary(result)}\n` : '',
    }),
    plan: ({ details, diagnostics, plan, serverValidation }) => ({
      err: aboveResult(diagnostics),
      out: [
        `${planText(plan, style, details)}\n`,
        ...(serverValidation ? [`\n${serverValidationText(serverValidation)}\n`] : []),
      ].join(''),
    }),
    warnings: (diagnostics) => ({ out: '', err: aboveResult(diagnostics) }),
    applyStart: ({ details, plan }) => toOut(planText(plan, style, details)),
    outcome: (outcome) => toErr(outcomeLine(outcome, style)),
    applyEnd: ({ missingVariables, report }) => {
      if (missingVariables) return toErr(missingVariablesText(missingVariables))
      return report === undefined ? nothing : toOut(`\n${reportText(report, style)}`)
    },
    drift: (result) => ({
      err: aboveResult(result.diagnostics),
      out: `${driftText(result.drift, style, result.source)}\n`,
    }),
    adoption: (result) => toOut(adoptionText(result)),
    importWarning: toErr,
    importResult: (result) => toOut(importText(result, isQuiet)),
    doctor: (result) => toOut(doctorText(result)),
    kindList: (kinds) => toOut(kindsText(kinds, style)),
    kind: ({ example, explanation }) => toOut(kindExplanationText(explanation, { example }, style)),
    field: ({ example, explanation }) => toOut(fieldText(explanation, { example }, style)),
    stop: (stop) =>
      stop.is === 'invalid' ? { out: '', err: faults(stop.diagnostics) } : toErr(stopText(stop)),
  }
}
