// The text of a stream with one of its documents rewritten.
import type { Json } from '../../json.ts'
import { bodyRewritten, commentsWithin } from './block.ts'
import type { Aims } from './edit-targets.ts'
import { flowRewritten } from './flow.ts'
import { bodyEnd, bodyStart, isBlock } from './lines.ts'
import type { Scene } from './placements.ts'
import type { Tree } from './tree.ts'
import { flowWritten, valueWritten } from './value.ts'

export const documentRewritten = (
  root: Tree,
  whole: Json | undefined,
  scene: Omit<Scene, 'touched'>,
): string => {
  const { habits, text } = scene
  const [start, end] = isBlock(root)
    ? [bodyStart(text, root), bodyEnd(text, root)]
    : [root.start, root.end]
  const within = (inner: string): string => text.slice(0, start) + inner + text.slice(end)
  const lines = (value: Json): string => {
    const site = { holder: 'record', isFlow: false, column: 0, textColumn: habits.step } as const
    const { first, rest } = valueWritten(value, { ...site, innerColumn: 0 }, habits)
    return [...(first === '' ? [] : [first]), ...rest].join(habits.newline)
  }
  if (whole !== undefined) {
    if (isBlock(root)) return within(`${lines(whole)}${habits.newline}`)
    return within(root.is === 'leaf' ? lines(whole) : flowWritten(whole, habits))
  }
  const full = { ...scene, touched: touchedIn(root, scene.aims) }
  if (!full.touched.has(root) || root.is === 'leaf' || root.is === 'alias') return text
  if (!isBlock(root)) return within(flowRewritten(root, full))
  const nothing = root.is === 'list' ? '[]' : '{}'
  return within(
    bodyRewritten(root, full) ?? `${nothing}${habits.newline}${commentsWithin(root, full)}`,
  )
}

/** The trees that are edited or hold one that is. */
const touchedIn = (root: Tree, aims: Aims): ReadonlySet<Tree> => {
  const touched = new Set<Tree>()
  const visit = (tree: Tree): boolean => {
    if (tree.is === 'leaf' || tree.is === 'alias') return false
    const inside = tree.entries.filter(({ value }) => visit(value)).length > 0
    const isTouched = inside || aims.has(tree)
    if (isTouched) touched.add(tree)
    return isTouched
  }
  visit(root)
  return touched
}
