// Compares what stories did at two commits: node test/compare-behavior.mjs <commit> [<commit>, HEAD unless given]
//
// The records are the files `behavior.json` beside the stories. Prints each difference by story, step and member, and
// ends with 1 where one is not listed in `test/intended-behavior-changes.json`, or where a story has lost its record.
// An item of that list: { "story": folder, "step": number, "member": path, "reason": sentence }. It covers what lies
// below the path as well. Without `step` and `member` it says that the story is gone.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'

const git = (...args) => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 })

const record = 'behavior.json'

/** Ids of the records by their path. */
const recordsAt = (commit) =>
  new Map(
    git('ls-tree', '-r', '-z', '--full-tree', commit)
      .split('\0')
      .filter((line) => line.startsWith('100644 ') && line.endsWith(`/${record}`))
      .map((line) => [line.slice(line.indexOf('\t') + 1), line.split(/[ \t]/)[2]]),
  )

/** How many files of a folder git finds in another one: new folders by old folder. */
const movesBetween = (before, after) => {
  const options = ['--name-status', '-z', '-M50%', '-l0', '--diff-filter=R', '--full-index']
  const words = git('diff', ...options, before, after).split('\0')
  const moves = new Map()
  for (let index = 0; index + 2 < words.length; index += 3) {
    // Equal records of different stories are no sign that one is the other.
    const [from, to] = [words[index + 1], words[index + 2]]
    if (basename(from) !== record) count(moves, dirname(from), dirname(to))
  }
  return moves
}

const count = (moves, from, to) => {
  const all = moves.get(from) ?? new Map()
  moves.set(from, all.set(to, (all.get(to) ?? 0) + 1))
}

const titleAt = (commit, path) => {
  try {
    const text = git('show', `${commit}:${dirname(path)}/story.yaml`)
    return /^title: *(.*)$/m.exec(text)?.[1]
  } catch {
    return undefined
  }
}

const storyOf = (path) => basename(dirname(path))

/** The path that the record of each story has at the other commit. */
const pair = (before, after, old, fresh) => {
  const pairs = new Map()
  const open = new Set(fresh.keys())
  const take = (from, to) => {
    if (pairs.has(from) || !open.has(to)) return
    pairs.set(from, to)
    open.delete(to)
  }
  const unpaired = () => [...old.keys()].filter((path) => !pairs.has(path))
  for (const path of unpaired()) take(path, path)
  const byStory = new Map([...open].map((path) => [storyOf(path), path]))
  for (const path of unpaired()) take(path, byStory.get(storyOf(path)))
  if (unpaired().length === 0 || open.size === 0) return pairs
  const moves = movesBetween(before, after)
  for (const path of unpaired()) {
    const found = [...(moves.get(dirname(path)) ?? [])].sort((a, b) => b[1] - a[1])
    for (const [folder] of found) take(path, `${folder}/${record}`)
  }
  const byTitle = new Map([...open].map((path) => [titleAt(after, path) ?? path, path]))
  for (const path of unpaired()) take(path, byTitle.get(titleAt(before, path)))
  // A story with a new folder, title and files is known by its record, where exactly one other story has it.
  for (const path of unpaired()) {
    const equal = [...open].filter((each) => fresh.get(each) === old.get(path))
    if (equal.length === 1) take(path, equal[0])
  }
  return pairs
}

const isHolder = (value) => typeof value === 'object' && value !== null

/** Members in which two values differ, by their path. */
const differences = (a, b, at = '') => {
  if (!isHolder(a) || !isHolder(b) || Array.isArray(a) !== Array.isArray(b))
    return a === b ? [] : [{ member: at, from: a, to: b }]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) =>
    differences(a[name], b[name], Array.isArray(a) ? `${at}[${name}]` : `${at}${at && '.'}${name}`),
  )
}

const stepsOf = (id) =>
  new Map(JSON.parse(git('cat-file', 'blob', id)).steps.map((step) => [step.step, step]))

const compare = (story, oldId, freshId) => {
  const [a, b] = [stepsOf(oldId), stepsOf(freshId)]
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((step) =>
    differences(a.get(step), b.get(step)).map((each) => ({ story, step, ...each })),
  )
}

const covers = (item, { member = '', step, story }) => {
  const { member: path = '' } = item
  const isBelow = path === '' || /^[.[]/.test(member.slice(path.length))
  return (
    item.story === story &&
    item.step === step &&
    (member === path || (member.startsWith(path) && isBelow))
  )
}

const shown = (value) => {
  const text = value === undefined ? 'absent' : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

const lineOf = ({ from, member, step, story, to }) =>
  step === undefined
    ? `${story}: there is no record any more`
    : `${story}, step ${step}${member && `, ${member}`}: ${shown(from)} -> ${shown(to)}`

const [before, after = 'HEAD'] = process.argv.slice(2)
if (before === undefined) {
  console.error('usage: node test/compare-behavior.mjs <commit> [<commit>]')
  process.exit(64)
}
for (const commit of [before, after])
  try {
    execFileSync('git', [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${commit}^{commit}`,
    ])
  } catch {
    console.error(`There is no commit ${commit}.`)
    process.exit(64)
  }
const intended = JSON.parse(
  readFileSync(new URL('intended-behavior-changes.json', import.meta.url), 'utf8'),
)
const [old, fresh] = [recordsAt(before), recordsAt(after)]
if (old.size === 0) {
  console.error(`There is no ${record} at ${before}.`)
  process.exit(1)
}
const pairs = pair(before, after, old, fresh)
const found = [...old].map(([path, id]) => {
  const other = pairs.get(path)
  const story = storyOf(other ?? path)
  if (other === undefined) return [{ story }]
  return fresh.get(other) === id ? [] : compare(story, id, fresh.get(other))
})
const all = found.flat()
const reasonOf = (each) => intended.find((item) => covers(item, each))?.reason
for (const each of all) {
  const reason = reasonOf(each)
  console.log(`${reason ? 'intended' : 'NOT intended'}: ${lineOf(each)}`)
  if (reason) console.log(`  because: ${reason}`)
}
const unused = intended.filter((item) => !all.some((each) => covers(item, each)))
for (const item of unused) console.log(`listed and not found: ${JSON.stringify(item)}`)

const unintended = all.filter((each) => !reasonOf(each))
const identical = found.filter((each) => each.length === 0).length
console.log(
  [
    `${identical} of ${old.size} stories identical`,
    `${all.length - unintended.length} intended differences`,
    `${unintended.length} others`,
    `${fresh.size - pairs.size} new stories`,
  ].join(', '),
)
process.exitCode = unintended.length > 0 ? 1 : 0
