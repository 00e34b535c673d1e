// Rewrites the records and lists that are written by indentation: lines move, come and go, all others stay.
import { flowRewritten, quoteOf } from './flow.ts'
import {
  beginsOnLine,
  bodyEnd,
  bodyStart,
  hasComment,
  isBlock,
  isBlockText,
  lineEnd,
  lineStart,
  notDeeper,
  parted,
  tailOf,
  withoutBlanksBefore,
} from './lines.ts'
import { contentAfter, firstGone, type Scene, type Slot, slotsOf } from './placements.ts'
import { replaced } from './replace.ts'
import type { Collection, Entry } from './tree.ts'
import { itemLines, memberLines } from './value.ts'
import { columnOf } from './yaml-style.ts'

/** The text from `bodyStart` to `bodyEnd`; `undefined` when nothing is left. */
export const bodyRewritten = (tree: Collection, scene: Scene): string | undefined => {
  const slots = slotsOf(tree, scene)
  if (slots.length === 0) return undefined
  const column = columnOf(scene.text, tree.start)
  const indent = ' '.repeat(column)
  const between = betweenEntries(tree, scene)
  const isOnLine = beginsOnLine(scene.text, tree)
  const kept = new Set(slots.filter((slot) => typeof slot === 'number'))
  const pieces = slots.map((slot, place) => {
    const lead = leadOf(slots, place, kept, between, column)
    const isFirst = place === 0 || keepsBreaks(tree, slots[place - 1], scene)
    const first = isFirst ? withoutBlanksBefore(lead) : lead
    const text =
      typeof slot === 'number' ? oldEntry(tree, slot, scene) : newEntry(tree, slot, scene)
    if (place > 0 || !isOnLine) return `${first}${indent}${text}`
    return first === '' ? text : `${first.trimStart()}${indent}${text}`
  })
  return pieces.join('') + gone(between, kept, between.length, column)
}

/** Whether an entry ends with a text that would take blank lines below for its own. */
const keepsBreaks = (tree: Collection, slot: Slot | undefined, scene: Scene): boolean => {
  const value = typeof slot === 'number' ? tree.entries[slot]?.value : undefined
  if (!value || value.is === 'alias') return false
  if (value.is === 'leaf')
    return isBlockText(value) && /^.\d?[+]/.test(scene.text.slice(value.start, value.start + 3))
  return isBlock(value) && keepsBreaks(value, slotsOf(value, scene).at(-1), scene)
}

/** The comments of entries that go stay, as long as they have lines of their own. */
export const commentsWithin = (tree: Collection, scene: Scene): string => {
  const column = columnOf(scene.text, tree.start)
  return gone(betweenEntries(tree, scene), new Set(), tree.entries.length, column)
}

interface Between {
  readonly apart: string
  readonly close: string
}

const betweenEntries = (tree: Collection, { text }: Scene): readonly Between[] => {
  const column = columnOf(text, tree.start)
  return tree.entries.map(({ start }, index) => {
    const before = tree.entries[index - 1]
    if (!before)
      return { apart: '', close: text.slice(bodyStart(text, tree), firstLine(text, tree)) }
    return parted(text.slice(tailOf(text, before, column), lineStart(text, start)), column)
  })
}

const firstLine = (text: string, tree: Collection): number =>
  beginsOnLine(text, tree) ? tree.start : lineStart(text, tree.start)

/** The lines above an entry in its new place. Blank lines belong to places, comments to entries. */
const leadOf = (
  slots: readonly Slot[],
  place: number,
  kept: ReadonlySet<number>,
  between: readonly Between[],
  column: number,
): string => {
  const slot = slots[place]
  if (typeof slot !== 'number') return usualGap(between)
  const { apart = '', close = '' } = between[slot] ?? {}
  const before = oldBefore(slots, place)
  if (slot === 0 ? place === 0 : before === slot - 1) return apart + close
  const follows =
    place === 0 || (before !== undefined && before < slot && firstGone(kept, slot) === before + 1)
  const carried = gone(between, kept, slot, column)
  const own = notDeeper(apart, column)
  if (hasComment(apart)) return carried + own + close
  if (!follows) return carried + usualGap(between) + close
  const next = before === undefined ? '' : (between[before + 1]?.apart ?? '')
  return carried + (own === '' && !hasComment(next) ? next : own) + close
}

const oldBefore = (slots: readonly Slot[], place: number): number | undefined => {
  for (let at = place - 1; at >= 0; at -= 1) {
    const slot = slots[at]
    if (typeof slot === 'number') return slot
  }
  return undefined
}

/** The comments above those entries that go and that stood right before a place. */
const gone = (
  between: readonly Between[],
  kept: ReadonlySet<number>,
  until: number,
  column: number,
): string =>
  between
    .slice(firstGone(kept, until), until)
    .map(({ apart, close }) => apart + close)
    .filter(hasComment)
    .map((lines) => notDeeper(lines, column))
    .join('')

/** A blank line where blank lines part all entries. */
const usualGap = (between: readonly Between[]): string => {
  const [, ...inner] = between
  const blank = inner[0]?.apart.match(/^[ \t]*\r?\n/)?.[0]
  return blank !== undefined && inner.every(({ apart }) => /^[ \t]*\r?\n/.test(apart)) ? blank : ''
}

const newEntry = (tree: Collection, slot: Exclude<Slot, number>, scene: Scene): string => {
  const column = columnOf(scene.text, tree.start)
  const { habits, text } = scene
  const items = tree.entries.filter(({ value }) => value.is === 'record' || value.is === 'list')
  const areFlow = items.length > 0 && items.every(({ value }) => !isBlock(value))
  const lines =
    tree.is === 'list'
      ? itemLines(slot.value, column, habits, areFlow ? 'flow' : undefined)
      : memberLines(slot.key, slot.value, column, habits, quoteOf(tree, text))
  return `${lines.join(habits.newline).slice(column)}${habits.newline}`
}

const oldEntry = (tree: Collection, index: number, scene: Scene): string => {
  const { aims, text, touched } = scene
  const entry = tree.entries[index]
  if (!entry) return ''
  const { start, value } = entry
  const column = columnOf(text, tree.start)
  const tail = tailOf(text, entry, column)
  const set = aims.get(tree)?.set.get(tree.is === 'record' ? (entry.key ?? '') : String(index))
  if (set !== undefined) return replaced(tree, entry, set, scene)
  if (!touched.has(value) || value.is === 'leaf' || value.is === 'alias')
    return text.slice(start, tail)
  return inside(tree, entry, value, tail, scene)
}

const inside = (
  tree: Collection,
  entry: Entry,
  value: Collection,
  tail: number,
  scene: Scene,
): string => {
  const { text } = scene
  if (isBlock(value)) {
    const body = bodyRewritten(value, scene)
    const nothing = value.is === 'list' ? [] : {}
    if (body === undefined) {
      const above = text.slice(lineEnd(text, entry.sign), bodyStart(text, value))
      const apart =
        hasComment(above) && !beginsOnLine(text, value) ? withoutBlanksBefore(above) : ''
      return replaced(tree, entry, nothing, scene) + apart + commentsWithin(value, scene)
    }
    const head = text.slice(entry.start, bodyStart(text, value))
    return head + body + text.slice(bodyEnd(text, value), tail)
  }
  const inner = text.slice(value.start, value.end)
  if (value.entries.length === 0 && !/[#\n]/.test(inner))
    return replaced(tree, entry, contentAfter(value, scene), scene)
  return (
    text.slice(entry.start, value.start) + flowRewritten(value, scene) + text.slice(value.end, tail)
  )
}
