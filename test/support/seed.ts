// Where all chance in tests begins: the same on every machine, unless SEED says otherwise. The long run draws other
// values than the usual run.
import { isLongRun } from './long-run.ts'

export const seed = Number(process.env['SEED'] || (isLongRun ? 21_240_604 : 20_240_601))
