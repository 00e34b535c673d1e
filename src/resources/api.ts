// Defines the port to the Console API. A stage that only reads has a `Reader`, which cannot write.
import type { Json, JsonObject } from '../core/json.ts'
import type { KindName } from '../kinds/index.ts'
import type { Address, LiveState, Request, Resource } from '../model/index.ts'
import type { Review } from './reviews.ts'

/** The value of `{id}` in paths, and the value to try once where Statsig does not know the first. */
export type PathIds = Pick<Resource, 'pathId' | 'fallbackPathId'>

/** One entry of the audit log. */
export interface AuditEntry {
  readonly id: string
  /** The display name of what was changed. */
  readonly name: string
  /** Statsig's name of the action, such as `gate_update`. */
  readonly action: string
  /** An ISO time in UTC. Absent where Statsig returns no valid time. */
  readonly at?: string
  /** The mail address of the actor where there is one, otherwise the name. */
  readonly actor: string
  /** Made with a Console API key, by statsig-gitops or by another client. */
  readonly isApiKey: boolean
  /** Names of the changed members, where Statsig returns them. */
  readonly members: readonly string[]
  /** The values of these members after the change, where Statsig returns them. */
  readonly newValues?: JsonObject
}

export interface Reader {
  /**
   * All live resources of the kinds. Kinds of `optionalKinds` that the key may not list, or that the project does not
   * have, are returned in `unreadableKinds`. Of kinds without a list, only the resources at `addresses` are read. Throws
   * `ReadError`.
   */
  readonly read: (
    kinds: ReadonlySet<KindName>,
    optionalKinds?: ReadonlySet<KindName>,
    addresses?: Iterable<Address>,
  ) => Promise<LiveState>
  /** One resource, `undefined` where it does not exist. Throws `ReadError`. */
  readonly find: (kind: KindName, pathIds: PathIds) => Promise<Resource | undefined>
  /** The named sub-resources, which `read` and `find` do not return. Absent ones are left out. Throws `ReadError`. */
  readonly readSubResources: (resource: Resource, names: readonly string[]) => Promise<JsonObject>
  /**
   * The reviews of a resource without their content, the newest first. `undefined` where Statsig has no such routes.
   * Throws `ReadError`.
   */
  readonly readReviews: (kind: KindName, pathIds: PathIds) => Promise<readonly Review[] | undefined>
  /** One review with its content. `undefined` where it is gone. Throws `ReadError`. */
  readonly readReview: (
    kind: KindName,
    pathIds: PathIds,
    reviewId: string,
  ) => Promise<Review | undefined>
  /**
   * The sub-resources of all resources that have one, as the route `path` answers. `undefined` where there is no such
   * route, or the key may not read it. Throws `ReadError`.
   */
  readonly listSubResources: (path: string) => Promise<JsonObject | undefined>
  /**
   * At most `limit` entries of the audit log, newest first, since an ISO time or from the beginning. `undefined` where
   * the key may not read it. Throws `ReadError`.
   */
  readonly readAuditLog: (
    since: string | undefined,
    limit: number,
  ) => Promise<readonly AuditEntry[] | undefined>
}

/** What is sent about reviews. Approving and rejecting are for people: no request can say it. */
export type ReviewRequest =
  | { readonly action: 'open'; readonly body: JsonObject }
  | { readonly action: 'commit' | 'withdraw'; readonly reviewId: string }

export interface Writer extends Reader {
  /** Opens, commits or withdraws a review. Throws for errors of Statsig or the network only where `check` does. */
  readonly sendReview: (
    kind: KindName,
    pathIds: PathIds,
    request: ReviewRequest,
    check?: CheckBeforeSend,
  ) => Promise<SendResult>
  /** Throws for errors of Statsig or the network only where `check` does. */
  readonly send: (request: Request, options: SendOptions) => Promise<SendResult>
}

export interface SendOptions {
  /** The request may be sent again after a lost answer. */
  readonly isIdempotent: boolean
  readonly check?: CheckBeforeSend
}

/**
 * Called when the request has its turn, right before each attempt: what `reader` reads is as old as one round trip when the
 * request arrives. Returns the body to send, or `undefined` where nothing must be sent. `mayBeWritten`: an earlier attempt
 * may have been carried out.
 */
export type CheckBeforeSend = (
  reader: Reader,
  mayBeWritten: boolean,
) => Promise<Pick<Request, 'body'> | undefined>

/** The project that the API key belongs to. Throws `ReadError`. */
export interface ProjectInfo {
  /** The id of the project that the key belongs to. */
  readonly readProjectId: () => Promise<string>
  /** Whether the project is warehouse native. */
  readonly hasWarehouse: () => Promise<boolean>
}

/** Validates requests in Statsig without running them. */
export interface DryRunner {
  /** Only for requests with a `dryRunMark`: any other is a bug, and throws. Throws `ReadError` without an answer. */
  readonly serverValidate: (kind: KindName, request: Request) => Promise<DryRunResult>
}

export type DryRunResult =
  | { readonly status: 'accepted' }
  | {
      readonly status: 'refused'
      readonly reason: string
      /** Faults of single members, with paths as Statsig writes them: `warehouseNative.criteria.0.column`. */
      readonly faults: readonly { readonly property: string; readonly message: string }[]
    }

/** `isUnanswered`: no attempt of the request had an answer of any sort. */
export type SendResult =
  | { readonly status: 'accepted'; readonly data: Json | undefined }
  | {
      readonly status: 'refused'
      readonly reason: string
      /** The reason without words of the answer. */
      readonly summary?: string
      readonly cause: 'name-taken' | 'not-found' | 'bad-request' | 'busy' | 'key-refused' | 'other'
      readonly isUnanswered?: true
    }
  /** No answer arrived: the request may have been carried out. */
  | {
      readonly status: 'unknown'
      readonly reason: string
      readonly summary?: string
      readonly isUnanswered?: true
    }
  /** `withheld`: its check did not allow it. `stopped`: the run was interrupted before its turn. */
  | {
      readonly status: 'unsent'
      readonly cause: 'withheld' | 'stopped'
      /** Whether an earlier attempt may have been carried out. */
      readonly mayBeWritten: boolean
    }

/** A read of Statsig failed. Any other error that is thrown is a bug. */
export class ReadError extends Error {
  override readonly name = 'ReadError'
  /** Statsig refused the API key: no other request will succeed. */
  readonly isKeyRefused: boolean
  /** It was not sent, because the run was interrupted. */
  readonly isStopped: boolean
  /** No attempt of the request had an answer of any sort. */
  readonly isUnanswered: boolean
  /** The reason without words of Statsig's answer. */
  readonly summary: string

  constructor(
    reason: string,
    isKeyRefused: boolean,
    cause: unknown,
    summary = reason,
    isStopped = false,
    isUnanswered = false,
  ) {
    super(reason, { cause })
    this.isKeyRefused = isKeyRefused
    this.isStopped = isStopped
    this.isUnanswered = isUnanswered
    this.summary = summary
  }
}

export interface Clock {
  /** Monotonic milliseconds from a fixed point, independent of changes of the system time. */
  readonly now: () => number
  /** Ends early where the signal is given. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}
