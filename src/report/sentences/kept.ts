// Why something is left alone, in words.
import type { HeldReason } from '../../model.ts'
import { kindWords } from './quoted.ts'

export const heldText = (reason: HeldReason): string => {
  switch (reason.code) {
    case 'made-by-statsig':
      return 'Statsig made it for one experiment alone: nobody may manage it'
    case 'archived':
      return 'archived in Statsig: unarchive it there or set `retired: true`'
    case 'held-by-kind':
      return reason.detail
    case 'status-ahead':
      return `it is \`${reason.live}\` in Statsig, ahead of the file's \`${reason.file}\`; nothing moves back`
    case 'decided':
      return `it was settled when the status became \`${reason.status}\``
    case 'retired-at-first-contact':
      return 'is to be retired, and was never applied from here'
    case 'in-use-again':
      return 'was retired, and is in use in Statsig again'
    case 'deleted':
      return 'deleted in Statsig, and git still defines it'
    case 'drift':
      return 'changed in Statsig, and not in git'
    case 'restrictive':
      return 'taken back in Statsig: it stays so until it is overwritten by name'
    case 'careful':
      return 'stays as careful as it is in Statsig until it is overwritten by name'
    case 'not-yet-managed':
      return 'differs, and was never applied from here'
    case 'without-git':
      return 'differs from the file, which an apply without git puts back'
    case 'renamed':
      return stays(
        `\`${reason.to}\` looks like its new name; if it is to go, retire it under the old one`,
      )
    case 'only-deletable':
      return stays(`a ${kindWords(reason.kind)} can only be deleted, and \`prune\` is \`archive\``)
    case 'no-route':
      return stays(`Statsig’s API cannot ${reason.action} a ${kindWords(reason.kind)}`)
    case 'not-proven':
      return stays('git does not show that anybody deleted it')
  }
}

const stays = (why: string): string => `its definition is gone, and it stays: ${why}`
