// What every kind promises in a warehouse project.
import { promisesIn } from './in-sync.ts'

promisesIn('warehouse')
