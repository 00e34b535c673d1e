// The emulator of Statsig’s Console API. It shares no code with the engine, so that it can reveal errors of the engine.

export type { UnknownResult } from '../specs/index.ts'
export { type Behavior, behaviors, isBehavior } from './core/behaviors.ts'
export { type Collection, isCollection } from './core/collections.ts'
export { type Fault, type FaultKind, faultKinds, parseFault } from './core/faults.ts'
export type { State } from './core/store.ts'
export type { LoggedRequest } from './http/server.ts'
export { PROJECT_ID, projectIdAt } from './resources/workspace/company.ts'
export { type Emulator, type EmulatorOptions, startEmulator } from './start.ts'
