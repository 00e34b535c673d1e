// The company and the project, with whether the project is warehouse native.

import type { Route } from '../../core/context.ts'
import { respond } from '../../shared/handlers.ts'

export const COMPANY_ID = '5EmulatedCompany000000'

export const PROJECT_ID = '6EmulatedProject000000'

/** Emulators at other ports are other projects, as staging and production are. */
export const projectIdAt = (port: number): string =>
  port === 0 || port === 3006 ? PROJECT_ID : `6EmulatedProject${String(port).padStart(6, '0')}`

export const company: readonly Route[] = [
  {
    method: 'GET',
    path: 'company',
    handle: ({ context }) =>
      respond('Company info read successfully.', {
        companyID: COMPANY_ID,
        companyName: 'Emulated Company',
        isWarehouseNative: context.project === 'warehouse',
        orgID: null,
        orgName: null,
      }),
  },
  {
    method: 'GET',
    path: 'project',
    handle: ({ context }) =>
      respond('Project Info Retrieved Successfully', { id: context.projectId }),
  },
]
