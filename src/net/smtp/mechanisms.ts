import { createHmac } from 'node:crypto'
import type { Mechanism } from '../../core/smtp.ts'

/** Who logs in. All of it goes out as UTF-8, as it was typed: no SASLprep (RFC 4013), which servers leave out as well. */
export interface Credentials {
  user: string
  password: string
}
/** One login by one mechanism, all of it plain octets. */
export interface Dialogue {
  /** What is said first, without being asked. */
  initial?: Buffer
  /** What is said to a challenge; nothing where the mechanism has no such challenge. */
  answer(challenge: Buffer): Buffer | undefined
  /** Whether all was said that the server can judge by, the first response aside. */
  isSaid(): boolean
}

const dialogues: Readonly<Record<Mechanism, (who: Credentials) => Dialogue>> = {
  // RFC 4616: no authorization identity.
  PLAIN: ({ user, password }) => ({
    initial: Buffer.from(`\0${user}\0${password}`),
    answer: () => undefined,
    isSaid: () => true,
  }),
  // draft-murchison-sasl-login: whatever the prompts say, the name is first.
  LOGIN({ user, password }) {
    const answers = [user, password].map((text) => Buffer.from(text))
    return { answer: () => answers.shift(), isSaid: () => answers.length === 0 }
  },
  // RFC 2195 section 2.
  'CRAM-MD5'({ user, password }) {
    let answered = false
    const digest = (challenge: Buffer) => createHmac('md5', password).update(challenge).digest('hex')
    return {
      answer(challenge) {
        if (answered || challenge.length === 0) return undefined
        answered = true
        return Buffer.from(`${user} ${digest(challenge)}`)
      },
      isSaid: () => answered,
    }
  },
  // developers.google.com/workspace/gmail/imap/xoauth2-protocol: a refusal comes as a challenge, which wants an empty answer.
  XOAUTH2: ({ user, password }) => bearer(`user=${user}\x01`, password, ''),
  // RFC 7628 sections 3.1 and 3.2.3: the same, but the answer is one octet.
  OAUTHBEARER: ({ user, password }) => bearer(`n,a=${saslName(user)},\x01`, password, '\x01'),
}

/** A new login by that mechanism. */
export const dialogueOf = (mechanism: Mechanism, who: Credentials): Dialogue => dialogues[mechanism](who)

function bearer(before: string, token: string, afterRefusal: string): Dialogue {
  let refused = false
  return {
    initial: Buffer.from(`${before}auth=Bearer ${token}\x01\x01`),
    answer() {
      if (refused) return undefined
      refused = true
      return Buffer.from(afterRefusal)
    },
    isSaid: () => true,
  }
}

/** RFC 5801 section 4. */
const saslName = (name: string): string => name.replaceAll('=', '=3D').replaceAll(',', '=2C')
