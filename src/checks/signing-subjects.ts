import { defineSubject, type Subject } from '../core/check.ts'

/** A machine on which a program signs mail, or may. */
export const signsHere: Subject = defineSubject({
  needs: ['signing', 'signerKeys'],
  absent({ signing: { signers, unread }, signerKeys }) {
    const on = signers.filter(({ off }) => off === undefined)
    if (signerKeys.length > 0 || unread.length > 0) return undefined
    if (on.length === 0) return 'nothing on this machine is known to sign mail'
    const isHidden = on.some(({ senders }) => senders.some(({ keys }) => !keys.seen))
    return isHidden ? undefined : 'no private key that mail is signed with stands in a file'
  },
})
