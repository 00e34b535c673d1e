// Defines what a kind descriptor says. The engine knows no kind by its name: it reads these options instead.

import type { Json } from '../core/json.ts'
import type { Pointer } from '../core/pointer.ts'
import { type Field, type Fields, record } from '../fields/field.ts'
import type { DryRuns } from './dry-run.ts'
import type { Evaluation } from './evaluation.ts'
import type { FieldEffect } from './field-effect.ts'
import type { DeclaredKeys, Requirement } from './requirement.ts'
import type { RestrictiveDirection } from './restrictive-direction.ts'
import type { ReviewPolicySource, Reviews } from './reviews.ts'
import type { Routes } from './routes.ts'

export interface Kind<Name extends string = string> {
  readonly kind: Name
  /** What the resource is, in one or two sentences. Shown by `explain`, by editors and in `schemas/`. */
  readonly doc: string
  /** The folder that contains the files of the kind: the plural of its name. */
  readonly folder: string
  readonly identity: Identity
  readonly routes: Routes
  readonly fields: Fields
  /** Top-level keys that Statsig generates. The loader ignores them in files, with one note for each file. */
  readonly readOnlyFields: readonly string[]
  /** What people do with the resources, by the `actionType` of the audit log. Several kinds may share one. */
  readonly auditActions?: AuditActions
  /**
   * Other names of top-level keys that files may use, and the API's key for each: files of Statsig's own sync example
   * say `metricDefinition` for `warehouseNative`.
   */
  readonly aliases?: Readonly<Record<string, string>>
  /**
   * The members that no two resources of the kind may share, apart from upper and lower case: Statsig refuses the second
   * one, also where the first is archived.
   */
  readonly uniqueMembers?: readonly string[]
  /** Live resources that Statsig creates for itself and that cannot be managed: layers with `isImplicitLayer`. */
  readonly internalWhen?: readonly MemberTest[]
  /** How a live resource shows that it is archived. One test that is true is enough. */
  readonly archivedWhen?: readonly MemberTest[]
  /** Live states in which Statsig does not use some fields: a plan does not change them, and says why. */
  readonly ignoreWhen?: readonly IgnoreRule[]
  /** The statuses of a resource, where routes of their own change them. */
  readonly statusMachine?: StatusMachine
  /**
   * The fields, and for each the direction of a change in the console that restricts users: it takes users or traffic
   * away from something, or protects an experiment. A plan keeps such a change unless `--overwrite` names it. `*` stands
   * for each item of a list.
   */
  readonly restrictive?: Readonly<Record<Pointer, RestrictiveDirection>>
  /**
   * What a change of each field does, by pointer, with `*` for each item of a list. The longest pointer that is a prefix
   * counts, and a direction of `restrictive` goes first. A change of a field without a pointer is `unknown`.
   */
  readonly effects: Readonly<Record<Pointer, FieldEffect>>
  /** How Statsig works out what a user gets. A merge of two sides must give each user what one of them gives. */
  readonly evaluation?: readonly Evaluation[]
  /** What Statsig requires beyond the shapes of single fields. */
  readonly requirements?: readonly Requirement[]
  /** Keys that another resource declares: a layer declares the parameters of the groups of its experiments. */
  readonly declaredKeys?: readonly DeclaredKeys[]
  /** Pairs of fields for one value: where a file has one, an update does not send the other. */
  readonly alternatives?: readonly (readonly [string, string])[]
  /** Why a field that only a creation sets cannot be changed, and what to do. `{name}` is the resource's name. */
  readonly createOnly?: { readonly reason: string; readonly hint: string }
  /** How Statsig reviews changes of the kind. Absent where it does not. */
  readonly reviews?: Reviews
  /** What resources of the kind say about the reviews of others. */
  readonly reviewPolicy?: ReviewPolicySource
  /** The only type of project that has resources of this kind. */
  readonly projectType?: 'warehouse'
  /** The requests that Statsig validates without storing anything. Any other request would be executed. */
  readonly dryRun?: DryRuns
  /** The members with which a resource is created that others refer to and no file defines: tags must exist first. */
  readonly createOnReference?: Readonly<Record<string, Json>>
  /** The names of resources that exist in every project: the unit types `userID` and `stableID`. */
  readonly builtInNames?: readonly string[]
  /** The values that a creation sends for members that the file leaves out, because Statsig requires them. */
  readonly createDefaults?: Readonly<Record<string, Json>>
  /** Members of items that routes of their own switch, where an update has not: `disabled` of groups. */
  readonly itemSwitches?: readonly ItemSwitch[]
  /** The keys that `extraFields` of the settings adds. Set by the registry, never by a descriptor. */
  readonly extraKeys?: readonly string[]
}

export interface AuditActions {
  readonly creates?: readonly string[]
  readonly changes?: readonly string[]
  readonly deletes?: readonly string[]
  /** Another salt: users are assigned to groups or rules again, and no field of the resource shows it. */
  readonly resalts?: readonly string[]
}

/** Two routes, each of which takes the names of items. */
export interface ItemSwitch {
  readonly list: string
  readonly name: string
  /** A flag of an item. */
  readonly member: string
  /** The paths below that of the item: where the flag is set, and where it is cleared. */
  readonly on: string
  readonly off: string
  /** The member of the body with the names. */
  readonly body: string
}

/** How a resource of a kind is identified. */
export type Identity =
  /** By `id`, which a file must have. For a file without one, the loader suggests an id made from the name. */
  | { readonly by: 'id' }
  /** By `name`. An `id` in a file finds a resource that was renamed, and is never sent. */
  | { readonly by: 'name' }
  /** By `id` where the file has one, else by these members joined with `::`. */
  | {
      readonly by: 'members'
      readonly members: readonly string[]
      /** Files must not have an `id`. */
      readonly forbidsId?: true
    }
  /** A project has exactly one. */
  | { readonly by: 'project' }

/** The members of a definition that identify it, without an `id` in their place. */
export const identityMembers = (identity: Identity): readonly string[] => {
  switch (identity.by) {
    case 'members':
      return identity.members
    case 'id':
    case 'name':
      return [identity.by]
    case 'project':
      return []
  }
}

/** True where the live member is one of the values. */
export interface MemberTest {
  readonly member: string
  readonly is: readonly Json[]
}

export interface IgnoreRule {
  readonly when: MemberTest
  readonly fields: readonly string[]
  /** A clause without a period that names the API fact. */
  readonly reason: string
}

/** Statuses and the transitions between them. A status in a file is reached by transitions, never by an update. */
export interface StatusMachine {
  readonly field: string
  /** The status of a resource that was just created. */
  readonly initialStatus: string
  /** Statuses in which all fields can still be changed. */
  readonly draftStatuses: readonly string[]
  readonly transitions: readonly Transition[]
  readonly statusByMember?: StatusByMember
  /** Transitions that only a person in the console, or Statsig itself, can make. */
  readonly consoleTransitions: readonly { readonly from: string; readonly to: string }[]
}

export interface Transition {
  readonly action: 'start' | 'conclude' | 'decide' | 'abandon' | 'archive'
  readonly from: readonly string[]
  readonly to: string
  readonly path: string
  /** The members of the body, and the field with the value of each. The body has those that the file has. */
  readonly body: Readonly<Record<string, string>>
  /** The fields of the body that Statsig does not require. */
  readonly optional?: readonly string[]
}

/** A live resource in the status `from` that has the member is in the other status. */
export interface StatusByMember {
  readonly member: string
  readonly from: string
  readonly status: string
  /** Members that are read from the record in the member, by their names there, where the resource lacks them. */
  readonly copies: Readonly<Record<string, string>>
}

/** Whether a route reads one resource, beside the list. */
export const hasSingleRead = ({ identity, routes }: Kind): boolean =>
  identity.by !== 'project' && routes.lookup === undefined && routes.readFrom === undefined

/** The whole resource as one record, the root for all functions over fields. */
export const rootFieldOf = (kind: Kind): Field => record(kind.doc, kind.fields)
