// Commits, trees and blobs of the git database.

import {
  base64Lines,
  blobOf,
  commitOf,
  entriesOf,
  gitCommit,
  type Places,
  type Signature,
} from '../commits.ts'
import {
  type Body,
  bodyOf,
  isObject,
  listIn,
  oneOf,
  refuse,
  text,
  textIn,
  textsIn,
} from '../fields.ts'
import type { Git } from '../git.ts'
import {
  type Call,
  created,
  notFound,
  ok,
  Refusal,
  type Response,
  type Route,
} from '../response.ts'
import { actionsBot, nodeId } from '../users.ts'
import { shaIn } from './refs.ts'

const here = '/repos/:owner/:repo/git'

export const databaseRoutes = (git: Git, places: Places, stamp: () => string): readonly Route[] => {
  const treeShape = async (sha: string, isRecursive: boolean) => ({
    sha,
    url: `${places.api}/git/trees/${sha}`,
    tree: (await entriesOf(git, sha, isRecursive)).map(({ path, mode, type, sha: id, size }) => ({
      path,
      mode,
      type,
      sha: id,
      ...(size !== undefined && { size }),
      ...(type !== 'commit' && { url: `${places.api}/git/${type}s/${id}` }),
    })),
    truncated: false,
  })
  return [
    {
      method: 'GET',
      path: `${here}/commits/:sha`,
      page: 'git/commits#get-a-commit-object',
      needs: ['contents', 'read'],
      run: async (call) =>
        ok(gitCommit(places, await commitOf(git, await named(git, call, 'commit')))),
    },
    {
      method: 'POST',
      path: `${here}/commits`,
      page: 'git/commits#create-a-commit',
      needs: ['contents', 'write'],
      run: async ({ body }) => {
        const sha = await createCommit(git, bodyOf(body), stamp())
        return created(gitCommit(places, await commitOf(git, sha)))
      },
    },
    {
      method: 'GET',
      path: `${here}/trees/*sha`,
      page: 'git/trees#get-a-tree',
      needs: ['contents', 'read'],
      // Any value means recursive, also `0` and `false`.
      run: async (call) => {
        const sha = await git.object(call.params['sha'] ?? '', 'tree')
        if (sha === undefined) throw notFound()
        return ok(await treeShape(sha, call.query.has('recursive')))
      },
    },
    {
      method: 'POST',
      path: `${here}/trees`,
      page: 'git/trees#create-a-tree',
      needs: ['contents', 'write'],
      run: async ({ body }) => created(await treeShape(await createTree(git, bodyOf(body)), false)),
    },
    {
      method: 'GET',
      path: `${here}/blobs/:sha`,
      page: 'git/blobs#get-a-blob',
      needs: ['contents', 'read'],
      run: async (call): Promise<Response> => {
        const sha = await named(git, call, 'blob')
        const bytes = await blobOf(git, sha)
        if (isRaw(call)) return rawOf(bytes)
        return ok({
          sha,
          node_id: nodeId('B', sha),
          size: bytes.length,
          url: `${places.api}/git/blobs/${sha}`,
          content: base64Lines(bytes),
          encoding: 'base64',
        })
      },
    },
    {
      method: 'POST',
      path: `${here}/blobs`,
      page: 'git/blobs#create-a-blob',
      needs: ['contents', 'write'],
      run: async ({ body }) => {
        const given = bodyOf(body)
        const content = text(given, 'content')
        const encoding = oneOf(given, 'encoding', ['utf-8', 'base64']) ?? 'utf-8'
        const input = encoding === 'base64' ? decode(content) : content
        const sha = await git.text(['hash-object', '-w', '--stdin'], { input })
        return created({ sha, url: `${places.api}/git/blobs/${sha}` })
      },
    },
  ]
}

export const isRaw = ({ accept }: Call): boolean =>
  /application\/vnd\.github(?:\.v3)?\.raw\b/.test(accept)

export const rawOf = (bytes: Buffer): Response => ({
  status: 200,
  raw: bytes,
  headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' },
})

const named = async (git: Git, { params }: Call, type: 'commit' | 'blob'): Promise<string> => {
  const sha = await git.object(shaIn(params['sha'] ?? ''), type)
  if (sha === undefined) throw notFound()
  return sha
}

const decode = (content: string): Buffer => {
  const plain = content.replace(/\s/g, '')
  if (!/^(?:[\w+/-]{4})*(?:[\w+/-]{2}(?:==)?|[\w+/-]{3}=?)?$/.test(plain))
    throw new Refusal(422, 'content is not valid Base64')
  return Buffer.from(plain, 'base64')
}

const createCommit = async (git: Git, body: Body, now: string): Promise<string> => {
  const message = text(body, 'message')
  const tree = shaIn(text(body, 'tree'))
  const parents = (textsIn(body, 'parents') ?? []).map(shaIn)
  const author = signatureIn(body, 'author', now) ?? {
    name: actionsBot,
    email: `41898282+${actionsBot}@users.noreply.github.com`,
    date: now,
  }
  const committer = signatureIn(body, 'committer', now) ?? author
  if ((await git.object(tree, 'tree')) !== tree) throw new Refusal(422, 'Tree SHA does not exist')
  for (const parent of parents)
    if ((await git.object(parent, 'commit')) !== parent)
      throw new Refusal(422, 'Parent SHA does not exist or is not a commit object')
  const env = Object.fromEntries(
    [['AUTHOR', author] as const, ['COMMITTER', committer] as const].flatMap(
      ([who, { name, email, date }]) => [
        [`GIT_${who}_NAME`, name],
        [`GIT_${who}_EMAIL`, email],
        [`GIT_${who}_DATE`, date],
      ],
    ),
  )
  return git.text(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])], {
    input: message,
    env,
  })
}

const signatureIn = (body: Body, name: string, now: string): Signature | undefined => {
  const value = body[name]
  if (value === undefined) return undefined
  if (!isObject(value))
    return refuse(`For 'properties/${name}', ${JSON.stringify(value)} is not an object.`)
  const date = textIn(value, 'date') ?? now
  if (Number.isNaN(Date.parse(date)))
    return refuse(`For 'properties/date', ${date} is not a valid date.`)
  return {
    name: text(value, 'name'),
    email: text(value, 'email'),
    date: new Date(date).toISOString(),
  }
}

const modes = ['100644', '100755', '040000', '160000', '120000'] as const

interface Given {
  readonly path: string
  readonly mode: (typeof modes)[number]
  /** `null` removes the path. */
  readonly sha: string | null
}

const createTree = async (git: Git, body: Body): Promise<string> => {
  const list = listIn(body, 'tree') ?? refuse(`"tree" wasn't supplied.`)
  if (list.length === 0) throw new Refusal(422, 'Invalid tree info')
  const baseName = textIn(body, 'base_tree')
  const base = baseName === undefined ? undefined : await git.object(baseName, 'tree')
  if (baseName !== undefined && base === undefined) throw notFound()
  const entries: Given[] = []
  for (const item of list) entries.push(await entryOf(git, item))
  return git.withIndex(async (env) => {
    if (base !== undefined) await git.run(['read-tree', base], { env })
    for (const entry of entries) await put(git, env, entry)
    return git.text(['write-tree'], { env })
  })
}

const put = async (
  git: Git,
  env: Readonly<Record<string, string>>,
  { path, mode, sha }: Given,
): Promise<void> => {
  const tell = (lines: readonly string[]) =>
    git.run(['update-index', '--add', '--replace', '-z', '--index-info'], {
      env,
      input: lines.map((line) => `${line}\0`).join(''),
    })
  if (sha === null || mode === '040000') {
    const there = (await git.text(['ls-files', '-z', '--', `:(literal)${path}`], { env })).split(
      '\0',
    )
    const gone = there.filter((name) => name !== '').map((name) => `0 ${'0'.repeat(40)}\t${name}`)
    if (sha === null && gone.length === 0) throw new Refusal(422, 'GitRPC::BadObjectState')
    await tell(gone)
  }
  if (sha === null) return
  if (mode !== '040000') await tell([`${mode} ${sha}\t${path}`])
  else {
    const within = (await git.text(['ls-tree', '-r', '-z', sha])).split('\0').filter(Boolean)
    await tell(within.map((line) => line.replace('\t', `\t${path}/`)))
  }
}

const entryOf = async (git: Git, item: unknown): Promise<Given> => {
  if (!isObject(item)) return refuse(`For 'items', ${JSON.stringify(item)} is not an object.`)
  const path = text(item, 'path')
  if (path.split('/').some((part) => ['', '.', '..', '.git'].includes(part.toLowerCase())))
    throw new Refusal(422, 'tree.path contains a malformed path component')
  const mode = modes.find((one) => one === item['mode'])
  if (mode === undefined) throw new Refusal(422, 'Must supply a valid tree.mode')
  if (item['sha'] === null) return { path, mode, sha: null }
  const [content, sha] = [textIn(item, 'content'), textIn(item, 'sha')]
  if ((content === undefined) === (sha === undefined))
    throw new Refusal(422, 'Must supply either tree.sha or tree.content')
  if (content !== undefined)
    return { path, mode, sha: await git.text(['hash-object', '-w', '--stdin'], { input: content }) }
  const type = mode === '040000' ? 'tree' : 'blob'
  const id = shaIn(sha ?? '')
  if (mode !== '160000' && (await git.object(id, type)) !== id)
    throw new Refusal(422, `tree.sha ${id} is not a valid ${type}`)
  return { path, mode, sha: id }
}
