// What is wrong with the files, with links to the lines.
import type { Diagnostic, Severity } from '../../../diagnostic.ts'
import { code } from '../../escape/markdown.ts'
import { grouped } from '../../values/text-style.ts'
import { bullets, details, kept, page, said } from '../elements/blocks.ts'
import { sourceLink } from '../elements/links.ts'
import type { Limits } from '../elements/size-levels.ts'
import type { Page } from '../pages/context.ts'

const of = (diagnostics: readonly Diagnostic[], wanted: Severity) =>
  diagnostics.filter(({ severity }) => severity === wanted)

/** `2 errors, 1 warning`: what there is none of goes unsaid. */
export const severities = (diagnostics: readonly Diagnostic[]): string =>
  (['error', 'warning', 'note'] as const)
    .flatMap((severity) => {
      const count = of(diagnostics, severity).length
      return count === 0 ? [] : [`${count} ${severity}${count === 1 ? '' : 's'}`]
    })
    .join(', ')

/** Errors in full; the rest folds. */
export const diagnosticsLists = (
  diagnostics: readonly Diagnostic[],
  at: Page,
): ((limits: Limits) => string) => {
  const text = kept((each: Diagnostic) => diagnosticText(each, at))
  const found = {
    error: of(diagnostics, 'error'),
    warning: of(diagnostics, 'warning'),
    note: of(diagnostics, 'note'),
  }
  return ({ otherRows, rows }) =>
    page([
      bullets(found.error, text, rows),
      details(
        `⚠️ Warnings (${grouped(found.warning.length)})`,
        bullets(found.warning, text, otherRows),
      ),
      details(`Notes (${grouped(found.note.length)})`, bullets(found.note, text, otherRows)),
    ])
}
const mostText = 500

const diagnosticText = ({ at: place, code: id, hint, message }: Diagnostic, at: Page): string => {
  const text = [sourceLink(place, at), said(message, mostText), `<sub>${code(id)}</sub>`]
  const line = text.filter((part) => part !== '').join(' ')
  return hint === undefined ? line : `${line}<br>${said(hint, mostText)}`
}
