// What a worker of the tests and its process starter send each other.
export type Output = 'stdout' | 'stderr'

/** To the process starter. `id` names a child for the worker. */
export type Request =
  | {
      readonly id: number
      readonly kind: 'start'
      readonly file: string
      readonly args: readonly string[]
      readonly cwd: string
      readonly env: Readonly<Record<string, string | undefined>>
    }
  | { readonly id: number; readonly kind: 'input'; readonly chunk: Uint8Array }
  | { readonly id: number; readonly kind: 'input-end' }
  | { readonly id: number; readonly kind: 'kill'; readonly signal: NodeJS.Signals | number }

/** From the process starter. */
export type Response =
  | {
      readonly id: number
      readonly kind: 'output'
      readonly output: Output
      readonly chunk: Uint8Array
    }
  | { readonly id: number; readonly kind: 'input-closed' }
  | {
      readonly id: number
      readonly kind: 'exit' | 'close'
      readonly code: number | null
      readonly signal: NodeJS.Signals | null
    }
  | {
      readonly id: number
      readonly kind: 'error'
      readonly message: string
      readonly members: Readonly<Record<string, unknown>>
    }
