// How readers of the environment get the value of a variable; `undefined` if it is not set.
export type VariableLookup = (name: string) => string | undefined
