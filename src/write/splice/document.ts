// Rewrites one document of a YAML stream.
import type { Json } from '../../core/json.ts'
import { collectComments, rewriteBody } from './block.ts'
import type { EditTargets } from './edit-targets.ts'
import { rewriteFlow } from './flow.ts'
import { bodyEnd, bodyStart, isBlock } from './lines.ts'
import type { SpliceContext } from './placements.ts'
import type { YamlTree } from './tree.ts'
import { renderFlow, renderValue } from './value.ts'

export const rewriteDocument = (
  root: YamlTree,
  newRoot: Json | undefined,
  context: Omit<SpliceContext, 'touched'>,
): string => {
  const { yamlStyle, text } = context
  const [start, end] = isBlock(root)
    ? [bodyStart(text, root), bodyEnd(text, root)]
    : [root.start, root.end]
  const within = (inner: string): string => text.slice(0, start) + inner + text.slice(end)
  const lines = (value: Json): string => {
    const layout = {
      holder: 'record',
      isFlow: false,
      column: 0,
      textColumn: yamlStyle.step,
    } as const
    const { first, rest } = renderValue(value, { ...layout, innerColumn: 0 }, yamlStyle)
    return [...(first === '' ? [] : [first]), ...rest].join(yamlStyle.newline)
  }
  if (newRoot !== undefined) {
    if (isBlock(root)) return within(`${lines(newRoot)}${yamlStyle.newline}`)
    return within(root.is === 'leaf' ? lines(newRoot) : renderFlow(newRoot, yamlStyle))
  }
  const fullContext = { ...context, touched: findTouched(root, context.targets) }
  if (!fullContext.touched.has(root) || root.is === 'leaf' || root.is === 'alias') return text
  if (!isBlock(root)) return within(rewriteFlow(root, fullContext))
  const emptyText = root.is === 'list' ? '[]' : '{}'
  return within(
    rewriteBody(root, fullContext) ??
      `${emptyText}${yamlStyle.newline}${collectComments(root, fullContext)}`,
  )
}

/** The trees that are edited, and the trees that contain them. */
const findTouched = (root: YamlTree, targets: EditTargets): ReadonlySet<YamlTree> => {
  const touched = new Set<YamlTree>()
  const visit = (tree: YamlTree): boolean => {
    if (tree.is === 'leaf' || tree.is === 'alias') return false
    const inside = tree.entries.filter(({ value }) => visit(value)).length > 0
    const isTouched = inside || targets.has(tree)
    if (isTouched) touched.add(tree)
    return isTouched
  }
  visit(root)
  return touched
}
