// What the stages ask of the Console API. Whatever only reads holds a `Reader`, and a `Reader` cannot write.
import type { Json, JsonObject } from '../json.ts'
import type { KindName } from '../kinds/index.ts'
import type { Address, LiveState, Request, Resource } from '../model.ts'

/** What stands for `{id}`, and what is tried once where Statsig does not know that. */
export type PathIds = Pick<Resource, 'pathId' | 'fallbackPathId'>

/** One entry of the audit log. */
export interface AuditEntry {
  readonly id: string
  /** The name of what was changed, as people see it. */
  readonly name: string
  /** Statsig's word for what was done: `gate_update`. */
  readonly action: string
  /** When, as an ISO time in UTC; absent where the answer does not say it in a way that can be read. */
  readonly at?: string
  /** Who, for people: the mail where there is one, else the name. */
  readonly actor: string
  /**
   * Made with a Console API key, and by no person: this tool's own changes look so, and those of others that hold a
   * key.
   */
  readonly isApiKey: boolean
  /** Names of members that it changed, where the answer says so. */
  readonly members: readonly string[]
}

export interface Reader {
  /**
   * All live resources of the kinds. Throws `Unreadable` when Statsig cannot be read. Kinds of `passable` that Statsig
   * does not show to this key, or that the project does not have, are named in the answer instead. Of kinds that have
   * no list those of `named` are read; without it, what Statsig shows when nobody is named.
   */
  readonly read: (
    kinds: ReadonlySet<KindName>,
    optionalKinds?: ReadonlySet<KindName>,
    addresses?: Iterable<Address>,
  ) => Promise<LiveState>
  /** One resource; `undefined` where there is none. Throws `Unreadable` when Statsig cannot be read. */
  readonly find: (kind: KindName, pathIds: PathIds) => Promise<Resource | undefined>
  /**
   * Members that have routes of their own, by their names: no resource that is read holds them. One that the resource
   * does not have is left out of the answer. Throws `Unreadable` when Statsig cannot be read.
   */
  readonly readSubResources: (resource: Resource, names: readonly string[]) => Promise<JsonObject>
  /**
   * The audit log, the newest first: since an ISO time, or from its beginning, and no more than so many entries.
   * `undefined` where Statsig does not show it to this key. Throws `Unreadable` when Statsig cannot be read.
   */
  readonly readAuditLog: (
    since: string | undefined,
    limit: number,
  ) => Promise<readonly AuditEntry[] | undefined>
}

export interface Writer extends Reader {
  /** `repeat`: an answer that is lost may be asked for again, since twice is as good as once. Never throws for what Statsig or the network does. */
  readonly send: (
    request: Request,
    options: { readonly isIdempotent: boolean },
  ) => Promise<SendResult>
}

/** Who we are to Statsig. Throws `Unreadable` when it does not say. */
export interface ProjectInfo {
  /** The id of the project that the key is of. */
  readonly readProjectId: () => Promise<string>
  /** Whether the project's metrics live in a warehouse. */
  readonly hasWarehouse: () => Promise<boolean>
}

/** Asks Statsig whether it would take a request, and has no way to have one carried out. */
export interface DryRunner {
  /** Only for kinds that offer dry runs: any other is a bug of ours, and throws. Throws `Unreadable` without an answer. */
  readonly serverValidate: (kind: KindName, request: Request) => Promise<DryRunResult>
}

export type DryRunResult =
  | { readonly status: 'accepted' }
  | {
      readonly status: 'refused'
      readonly reason: string
      /** Single members of the body, as Statsig writes the way to them: `warehouseNative.criteria.0.column`. */
      readonly faults: readonly { readonly property: string; readonly message: string }[]
    }

export type SendResult =
  | { readonly status: 'accepted'; readonly data: Json | undefined }
  | {
      readonly status: 'refused'
      readonly reason: string
      readonly cause: 'name-taken' | 'not-found' | 'bad-request' | 'busy' | 'key-refused' | 'other'
    }
  /** Nobody knows whether it was written. */
  | { readonly status: 'unknown'; readonly reason: string }

/** Statsig, or the way there, gave no answer to a question. Anything else that is thrown is a bug of ours. */
export class ReadError extends Error {
  override readonly name = 'Unreadable'
  /** Statsig does not take the key: nothing else will be answered either. */
  readonly isKeyRefused: boolean

  constructor(reason: string, isKeyRefused: boolean, cause: unknown) {
    super(reason, { cause })
    this.isKeyRefused = isKeyRefused
  }
}

export interface Clock {
  /** Milliseconds from a fixed point; they only rise, and never jump with the clock of the machine. */
  readonly now: () => number
  readonly sleep: (milliseconds: number) => Promise<void>
}
