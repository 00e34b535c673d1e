// The format `markdown`: pages for a pull request, an issue or a wiki.
import { codeBlock } from '../escape/markdown.ts'
import { fieldText, kindExplanationText, kindsText } from '../explain/text.ts'
import { nothing, type Renderer, toErr, toOut } from '../renderer.ts'
import { doctorText } from '../text/doctor.ts'
import { importText } from '../text/import.ts'
import { missingVariablesText } from '../text/missing-variables.ts'
import { outcomeLine } from '../text/outcome.ts'
import { stopText } from '../text/stop.ts'
import { serverValidationText } from '../text/validation.ts'
import { joinBlocks, shortSentence } from './elements/blocks.ts'
import { adoptionMarkdown } from './pages/adoption.ts'
import { summaryBody } from './pages/comment.ts'
import type { PageContext } from './pages/context.ts'
import { driftMarkdown } from './pages/drift.ts'
import type { PageState } from './pages/state.ts'

/** A page of the command line is part of no repository on GitHub and of no run. */
const context: PageContext = { root: '' }

/** Without colours, which no code block shows. */
const style = { color: false, width: 80 }

const page = (state: PageState): string => summaryBody(state, context, Number.POSITIVE_INFINITY)

const block = (text: string) => toOut(codeBlock(text, 'text'))

export const createMarkdownRenderer = (): Renderer => ({
  isInteractive: false,
  validation: ({ isValid, ...result }) =>
    toOut(
      isValid
        ? page({ is: 'valid', ...result })
        : page({ is: 'invalid', diagnostics: result.diagnostics }),
    ),
  plan: ({ serverValidation, ...result }) =>
    toOut(
      joinBlocks([
        page({ is: 'planned', isPull: false, ...result }),
        serverValidation ? codeBlock(serverValidationText(serverValidation), 'text') : '',
      ]),
    ),
  warnings: () => nothing,
  // The page at the end holds the plan and what became of it.
  applyStart: () => nothing,
  outcome: (outcome) => toErr(outcomeLine(outcome, style)),
  applyEnd: ({ details, diagnostics, missingVariables, plan, report }) => {
    if (missingVariables)
      return toOut(
        page({
          is: 'not-applied',
          plan,
          details,
          why: 'missing-secret',
          reason: missingVariablesText(missingVariables),
          unreviewed: new Set(),
        }),
      )
    return toOut(
      report === undefined
        ? page({ is: 'planned', isPull: false, plan, details, diagnostics })
        : page({ is: 'applied', plan, details, report, recorded: [], alreadyApplied: 0 }),
    )
  },
  drift: ({ drift, source }) => toOut(driftMarkdown(drift, source)),
  adoption: (result) => toOut(adoptionMarkdown(result)),
  importWarning: (warning) => toOut(`> ${shortSentence(warning, warning.length)}\n`),
  importResult: (result) => block(importText(result, false)),
  doctor: (result) => block(doctorText(result)),
  kindList: (kinds) => block(kindsText(kinds, style)),
  kind: ({ example, explanation }) => block(kindExplanationText(explanation, { example }, style)),
  field: ({ example, explanation }) => block(fieldText(explanation, { example }, style)),
  stop: (stop) =>
    toOut(
      stop.is === 'invalid'
        ? page({ is: 'invalid', diagnostics: stop.diagnostics })
        : page({ is: 'refused', reason: stopText(stop) }),
    ),
})
