// What an adoption works on.

import type { KindRegistry } from '../kinds/registry.ts'
import type { Settings } from '../load/settings/index.ts'
import type { DesiredState, LiveState, SourceFile } from '../model/index.ts'
import type { AppliedState } from '../plan/applied-state.ts'

export interface AdoptionContext {
  readonly desired: DesiredState
  readonly live: LiveState
  readonly appliedState: AppliedState
  readonly registry: KindRegistry
  readonly settings: Settings
  readonly sources: readonly SourceFile[]
  /** The definitions at the commit of the work tree. Absent without git, where nothing tells what is committed. */
  readonly committed?: DesiredState
  /** Whether a text holds a secret that this run knows, such as the Console API key. */
  readonly hasSecret: (text: string) => boolean
}
