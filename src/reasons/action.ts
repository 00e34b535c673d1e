// The action that one operation of a plan takes on a resource.
import type { Transition } from '../kinds/kind.ts'

export type Action = 'create' | 'update' | Transition['action'] | 'delete'
