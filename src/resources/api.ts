// What the stages ask of the Console API. Whatever only reads holds a `Reader`, and a `Reader` cannot write.
import type { Json } from '../json.ts'
import type { KindName } from '../kinds/index.ts'
import type { Live, Request, Resource } from '../model.ts'

/** What stands for `{id}`, and what is tried once where Statsig does not know that. */
export type Handles = Pick<Resource, 'handle' | 'otherHandle'>

export interface Reader {
  /** All live resources of the kinds. Throws `Unreadable` when Statsig cannot be read. */
  readonly read: (kinds: ReadonlySet<KindName>) => Promise<Live>
  /** One resource; `undefined` where there is none. Throws `Unreadable` when Statsig cannot be read. */
  readonly find: (kind: KindName, handles: Handles) => Promise<Resource | undefined>
}

export interface Writer extends Reader {
  /** `repeat`: an answer that is lost may be asked for again, since twice is as good as once. Never throws for what Statsig or the network does. */
  readonly send: (request: Request, options: { readonly repeat: boolean }) => Promise<Sent>
}

export type Sent =
  | { readonly status: 'accepted'; readonly data: Json | undefined }
  | {
      readonly status: 'refused'
      readonly reason: string
      readonly because: 'name-taken' | 'not-found' | 'bad-request' | 'key' | 'other'
    }
  /** Nobody knows whether it was written. */
  | { readonly status: 'unknown'; readonly reason: string }

/** Statsig, or the way there, gave no answer to a question. Anything else that is thrown is a bug of ours. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  /** Statsig does not take the key: nothing else will be answered either. */
  readonly isKeyRefused: boolean

  constructor(reason: string, isKeyRefused: boolean, cause: unknown) {
    super(reason, { cause })
    this.isKeyRefused = isKeyRefused
  }
}

export interface Clock {
  /** Milliseconds that only rise. */
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
}
