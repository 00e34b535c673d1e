// Why the record of the last apply makes nothing approved, as data.

export type UntrustedRecordFinding =
  | {
      /** It has no seal, or one that is not valid. */
      readonly code: 'unsealed' | 'foreign'
      /** The commit that the ref points to. */
      readonly found: string
      /** The newest sealed record before it. */
      readonly newest?: string
    }
  | {
      /** A comment names a newer record. */
      readonly code: 'set-back'
      /** Absent where there is no record. */
      readonly found?: string
      readonly newest: string
    }
