// What one step of a plan does to a resource.
import type { Transition } from '../kinds/kind.ts'

export type Action = 'create' | 'update' | Transition['action'] | 'delete'
