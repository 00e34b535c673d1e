// Diagnostics as lists, with links to the lines of the files.
import type { Diagnostic, Severity } from '../../../core/diagnostic.ts'
import { inlineCode } from '../../escape/markdown.ts'
import { formatNumber } from '../../values/text-style.ts'
import {
  joinBlocks,
  memoizeByKey,
  renderBullets,
  renderDetails,
  shortSentence,
} from '../elements/blocks.ts'
import { sourceLink } from '../elements/links.ts'
import type { SizeLimits } from '../elements/size-levels.ts'
import type { PageContext } from '../pages/context.ts'

const withSeverity = (diagnostics: readonly Diagnostic[], wanted: Severity) =>
  diagnostics.filter(({ severity }) => severity === wanted)

/** Errors are shown; warnings and notes fold. */
export const createDiagnosticsLists = (
  diagnostics: readonly Diagnostic[],
  context: PageContext,
): ((limits: SizeLimits) => string) => {
  const text = memoizeByKey((each: Diagnostic) => diagnosticText(each, context))
  const found = {
    error: withSeverity(diagnostics, 'error'),
    warning: withSeverity(diagnostics, 'warning'),
    note: withSeverity(diagnostics, 'note'),
  }
  return ({ otherRows, rows }) =>
    joinBlocks([
      renderBullets(found.error, text, rows),
      renderDetails(
        `⚠️ Warnings (${formatNumber(found.warning.length)})`,
        renderBullets(found.warning, text, otherRows),
      ),
      renderDetails(
        `Notes (${formatNumber(found.note.length)})`,
        renderBullets(found.note, text, otherRows),
      ),
    ])
}
const maxTextLength = 500

const diagnosticText = (
  { at: position, code: id, hint, message }: Diagnostic,
  context: PageContext,
): string => {
  const text = [
    sourceLink(position, context),
    shortSentence(message, maxTextLength),
    `<sub>${inlineCode(id)}</sub>`,
  ]
  const line = text.filter((part) => part !== '').join(' ')
  return hint === undefined ? line : `${line}<br>${shortSentence(hint, maxTextLength)}`
}
