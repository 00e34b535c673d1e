// What every kind promises in a cloud project.
import { promisesIn } from './in-sync.ts'

promisesIn('cloud')
