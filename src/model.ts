// The nouns of the engine. Everything here is plain, immutable data.
import type { Diagnostic, Position } from './diagnostic.ts'
import type { Edit } from './fields/difference.ts'
import type { Json, JsonObject } from './json.ts'
import type { Author, KeptDifference, Origin, UnmanagedItem } from './kept-differences.ts'
import type { KindName } from './kinds/index.ts'
import type { Method } from './kinds/routes.ts'
import type { Pointer } from './pointer.ts'
import type { Action } from './reasons/action.ts'
import type { Caution, Overwritten } from './reasons/caution.ts'
import type { DeletionProof, Notice } from './reasons/notice.ts'
import type {
  FailureReason,
  Note,
  OperationError,
  PendingReviewReason,
  SkippedReason,
} from './reasons/outcome.ts'
import type { Refusal } from './reasons/refusal.ts'
import type { Address, Lifecycle, Positions } from './source.ts'

export type { Author, KeptDifference, Origin, UnmanagedItem } from './kept-differences.ts'
export { isDrift, isRestrictiveDrift } from './kept-differences.ts'
export type { Action } from './reasons/action.ts'
export type { Caution, Overwritten } from './reasons/caution.ts'
export { findAddedEdit, isNewItem } from './reasons/caution.ts'
export type { KeptCause, KeptReason, NotPrunedReason } from './reasons/kept.ts'
export { keptCause } from './reasons/kept.ts'
export type { Behind, DeletionProof, Notice, PruneBlock } from './reasons/notice.ts'
export type {
  FailureReason,
  Note,
  OperationError,
  PendingReviewReason,
  SkippedReason,
} from './reasons/outcome.ts'
export type { Refusal } from './reasons/refusal.ts'
export { isConflict } from './reasons/refusal.ts'
export type { Address, Lifecycle, Positions, SourceFile } from './source.ts'
export { makeAddress } from './source.ts'

/** What a resource is called that a project has exactly one of. */
export const singletonName = 'project'

/** One resource as a file describes it. */
export interface Definition {
  readonly address: Address
  readonly kind: KindName
  /** The API's own keys, as the file spells their values; read-only keys and our own keys are gone. */
  readonly members: JsonObject
  readonly lifecycle: Lifecycle
  readonly positions: Positions
  /** An `id` in the file of a kind known by name: it finds the live resource and is never sent. */
  readonly matchId?: string
  /** Faults that live state may excuse: what Statsig holds already passes as it is. */
  readonly deferredFaults: readonly DeferredFault[]
}

export interface DeferredFault {
  readonly pointer: Pointer
  readonly diagnostic: Diagnostic
  /** A word of an enumeration that is not known here: worth a warning even where live holds it. */
  readonly isEnumValue?: boolean
  /** Further places where live state may hold the value; offline nobody can tell. */
  readonly alternativePointers?: readonly Pointer[]
  /** Offline it is worth a word: something near is there. */
  readonly hasNearMatch?: boolean
}

/** One resource as Statsig has it. */
export interface Resource {
  readonly address: Address
  readonly kind: KindName
  /** What stands for `{id}` in paths. */
  readonly pathId: string
  /** What stands for it where Statsig does not know the handle. */
  readonly fallbackPathId?: string
  /** The handle is a secret: no plan, message or trace may hold it. */
  readonly isPathIdSecret?: true
  /** As answered, unknown members included. */
  readonly raw: JsonObject
}

export type DesiredState = ReadonlyMap<Address, Definition>

/** Live state of the kinds that were read. */
export interface LiveState {
  readonly kinds: ReadonlySet<KindName>
  readonly resources: ReadonlyMap<Address, Resource>
  /** Addresses that more than one live resource bears. */
  readonly ambiguous: ReadonlySet<Address>
  /** Kinds that Statsig did not show: nobody knows which resources there are. */
  readonly unreadableKinds: ReadonlySet<KindName>
}

/** One step of a plan. Plain JSON. */
export interface Operation {
  /** SHA-256 of version, target, address, action, before and after in normal form. */
  readonly id: string
  readonly address: Address
  readonly kind: KindName
  readonly action: Action
  /** Attaches what may refer back to the resource, when everything is there. */
  readonly isDeferred?: true
  /** The member that it is about, where that has routes of its own; `live` is the digest of that member. */
  readonly subResource?: string
  readonly edits: readonly Edit[]
  /** Ids of the operations that must be done before. */
  readonly dependsOn: readonly string[]
  /** The definition's members: all of them for a creation and an update, those a move needs for a move. */
  readonly members: JsonObject
  /** What stands for `{id}`; absent for a creation, and for what follows one. */
  readonly pathId?: string
  /** Digest of the live object that the operation was computed from; absent where there is none yet. */
  readonly liveDigest?: string
  /** Why the API cannot do it from the present live state. The operation and what depends on it are not run. */
  readonly refusal?: Refusal
  /** What was changed in Statsig as well, where the file wins because somebody said so. */
  readonly overwrites?: readonly Overwritten[]
  /** What proves that git defined what is to go: where it was defined, and where no longer. */
  readonly deletionProof?: DeletionProof
  /** Who changed last what it is in conflict with, or overwrites. */
  readonly author?: Author
  /** What a reviewer must know before it is run. */
  readonly cautions: readonly Caution[]
  readonly at?: Position
  /** Patterns of pointers whose values are shown as digests. */
  readonly sensitive: readonly Pointer[]
  /** Where edits lie in the files, by their pointer. */
  readonly editPositions: Readonly<Record<Pointer, Position>>
}

/** Plain JSON. Operations stand in an order that respects every `after`. */
export interface Plan {
  readonly version: 2
  readonly target: string
  readonly operations: readonly Operation[]
  readonly kept: readonly KeptDifference[]
  readonly unmanaged: readonly UnmanagedItem[]
  /** What is to be known before anything else: settings that do not count yet, why nothing is pruned. */
  readonly notices: readonly Notice[]
  /** Absent where the files win and git is not asked. */
  readonly origin?: Origin
  readonly unchanged: number
  /** SHA-256 of the sorted ids. */
  readonly digest: string
}

/** `{id}` in the path stands for the handle, which is put in percent-encoded. */
export interface Request {
  readonly method: Method
  readonly path: string
  readonly pathId?: string
  /** Tried once where Statsig does not know the handle. */
  readonly fallbackPathId?: string
  readonly body?: Json
}

export type Outcome =
  /** `notes`: what a person should know, such as an answer that differs from what was predicted. */
  | {
      readonly status: 'done'
      readonly operation: Operation
      readonly notes: readonly Note[]
      /** There where nothing had to be written, since it was so already. */
      readonly wrote?: 'no'
    }
  /** Statsig keeps the change until somebody has reviewed it. */
  | {
      readonly status: 'pending-review'
      readonly operation: Operation
      readonly reason: PendingReviewReason
    }
  | {
      readonly status: 'failed'
      readonly operation: Operation
      readonly reason: FailureReason
      readonly wrote: 'no' | 'yes' | 'unknown'
      /** Live state had moved since the plan. */
      readonly isStale: boolean
      /** Statsig does not take the key: nothing else will work either. */
      readonly isKeyRefused: boolean
    }
  | {
      readonly status: 'skipped'
      readonly operation: Operation
      readonly reason: SkippedReason
    }

/** What the read-back after an apply found. */
export interface NonConverged {
  readonly address: Address
  readonly edits: readonly Edit[]
  /** Statsig does not show the resource that was written, or still shows the one that was retired. */
  readonly resource?: 'missing' | 'present'
}

/** The result of an apply. */
export interface Report {
  readonly outcomes: readonly Outcome[]
  /** Operations that were done and whose values Statsig shows otherwise. */
  readonly nonConverged: readonly NonConverged[]
  /** Why the look back could not be made; absent where it was. */
  readonly verificationError?: OperationError
}
