// What one step of a plan does to a resource.
import type { Move } from '../kinds/kind.ts'

export type Action = 'create' | 'update' | Move['action'] | 'delete'
