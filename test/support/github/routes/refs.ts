// References of the git database.

import type { Places } from '../commits.ts'
import { bodyOf, flagIn, text } from '../fields.ts'
import type { Git } from '../git.ts'
import { type Call, created, gone, notFound, ok, Refusal, type Route } from '../response.ts'
import { nodeId } from '../users.ts'

const here = '/repos/:owner/:repo/git'
const none = '0'.repeat(40)

export const refRoutes = (git: Git, places: Places): readonly Route[] => {
  const shown = async (ref: string, sha: string) => {
    const type = (await git.read(sha))?.type
    return {
      ref,
      node_id: nodeId('REF', ref),
      url: `${places.api}/git/${ref}`,
      object: { sha, type, url: `${places.api}/git/${type}s/${sha}` },
    }
  }
  const find = async (ref: string): Promise<string | undefined> => (await git.read(ref))?.id
  const list = async (prefix: string): Promise<readonly (readonly [string, string])[]> => {
    const out = await git.text(['for-each-ref', '--format=%(refname)%00%(objectname)'])
    return out.split('\n').flatMap((line) => {
      const [ref = '', sha = ''] = line.split('\0')
      return ref.startsWith(prefix) && ref !== '' ? [[ref, sha] as const] : []
    })
  }
  return [
    {
      method: 'GET',
      path: `${here}/ref/*ref`,
      page: 'git/refs#get-a-reference',
      needs: ['contents', 'read'],
      run: async (call) => {
        const ref = refIn(call)
        const [found] = (await list(ref)).filter(([name]) => name === ref)
        if (found === undefined) throw notFound()
        return ok(await shown(...found))
      },
    },
    {
      method: 'GET',
      path: `${here}/matching-refs/*ref`,
      page: 'git/refs#list-matching-references',
      needs: ['contents', 'read'],
      run: async (call) =>
        ok(await Promise.all((await list(refIn(call))).map(([ref, sha]) => shown(ref, sha)))),
    },
    {
      method: 'POST',
      path: `${here}/refs`,
      page: 'git/refs#create-a-reference',
      needs: ['contents', 'write'],
      run: async ({ body }) => {
        const given = bodyOf(body)
        const [ref, sha] = [text(given, 'ref'), shaIn(text(given, 'sha'))]
        if (!ref.startsWith('refs/') || ref.split('/').length < 3)
          throw new Refusal(
            422,
            "Reference name must start with 'refs/' and contain at least two slashes.",
          )
        if ((await git.ask(['check-ref-format', ref])) === undefined)
          throw new Refusal(422, `${ref} is not a valid ref name.`)
        await demand(git, sha, ref)
        if ((await find(ref)) !== undefined) throw new Refusal(422, 'Reference already exists')
        // Of two creations at the same time, git accepts one.
        if ((await git.ask(['update-ref', ref, sha, none])) === undefined)
          throw new Refusal(
            422,
            (await find(ref)) === undefined
              ? 'Reference update failed'
              : 'Reference already exists',
          )
        return created(await shown(ref, sha))
      },
    },
    {
      method: 'PATCH',
      path: `${here}/refs/*ref`,
      page: 'git/refs#update-a-reference',
      needs: ['contents', 'write'],
      run: async (call) => {
        const given = bodyOf(call.body)
        const [sha, isForced] = [shaIn(text(given, 'sha')), flagIn(given, 'force') ?? false]
        const ref = refIn(call)
        const before = await find(ref)
        if (before === undefined) throw new Refusal(422, 'Reference does not exist')
        await demand(git, sha, ref)
        const isForward =
          (await git.ask(['merge-base', '--is-ancestor', before, sha])) !== undefined
        if (!isForced && !isForward) throw new Refusal(422, 'Update is not a fast forward')
        if ((await git.ask(['update-ref', ref, sha, before])) === undefined)
          throw new Refusal(422, 'Reference cannot be updated')
        return ok(await shown(ref, sha))
      },
    },
    {
      method: 'DELETE',
      path: `${here}/refs/*ref`,
      page: 'git/refs#delete-a-reference',
      needs: ['contents', 'write'],
      run: async (call) => {
        const before = await find(refIn(call))
        if (before === undefined) throw new Refusal(422, 'Reference does not exist')
        await git.run(['update-ref', '-d', refIn(call), before])
        return gone()
      },
    },
  ]
}

const refIn = ({ params }: Call): string => `refs/${params['ref']}`

export const shaIn = (sha: string): string => {
  if (/^[0-9a-f]{40}$/.test(sha)) return sha
  throw new Refusal(
    422,
    'The sha parameter must be exactly 40 characters and contain only [0-9a-f].',
  )
}

/** A branch must point to a commit; other refs may point to any object. */
const demand = async (git: Git, sha: string, ref: string): Promise<void> => {
  if ((await git.object(sha, 'object')) === undefined)
    throw new Refusal(422, 'Object does not exist')
  if (ref.startsWith('refs/heads/') && (await git.read(sha))?.type !== 'commit')
    throw new Refusal(422, 'Reference update failed')
}
