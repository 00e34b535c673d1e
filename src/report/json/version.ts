// The version of all JSON documents that are printed. It grows when a member changes its name or meaning.
export const jsonVersion = 2
