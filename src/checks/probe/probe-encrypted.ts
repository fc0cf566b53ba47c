import { defineCheck, defineSubject, type Ruling } from '../../core/check.ts'
import { type ProbeSent, serverCalled } from '../../core/probe.ts'
import { encryptedOf } from '../../core/session-stages.ts'
import type { Encrypted } from '../../core/smtp.ts'
import { brokenIn, replyIn } from '../../core/smtp-blind.ts'
import { isLoopback } from '../../records/address.ts'
import { tlsNamed } from '../session-encrypted.ts'
import { tlsExcerpt } from '../session-excerpt.ts'
import { replied } from '../session-replies.ts'
import { transcriptOf } from '../session-told.ts'
import { tlsBegins } from '../session-ways.ts'

const outcomes = {
  encrypted: {
    verdict: 'pass',
    says: 'The message went to {server} encrypted: {version} by {begins}{trust}.',
    brief: '{version}',
  },
  clear: {
    verdict: 'fail',
    says: 'The message went to {server} in clear: {why}. Anybody on the way can read and change such mail, and some receivers mark it.',
    fix: 'Have whoever runs {host} offer STARTTLS with a certificate. Until then send what must stay secret another way.',
    fixes: {
      asked: 'Leave --tls none away: then it goes out inside TLS or, through a relay, not at all.',
    },
  },
  local: {
    verdict: 'skip',
    says: 'The message went in clear to {server}, which is on this machine: nobody else can read that. How it goes on from there its Received lines tell (see message-hops).',
  },
} as const

const handed = ({ sessions }: Pick<ProbeSent, 'sessions'>) => sessions.find(({ data }) => data?.end)

/** A message that was handed to a server, whatever that said of it. */
const handedOver = defineSubject({
  needs: ['probeSent'],
  absent: ({ probeSent }) => (handed(probeSent) ? undefined : 'the message was not handed to any server'),
})

export default defineCheck({
  id: 'probe-encrypted',
  step: 'probe',
  title: 'The message leaves encrypted',
  why: 'Without TLS anybody on the way to the first server reads the message.',
  refs: ['RFC 3207 section 4', 'RFC 7435', 'RFC 8314 section 3'],
  subject: handedOver,
  needs: ['probeSent'],
  outcomes,
  judge({ probeSent: sent }): Ruling<keyof typeof outcomes> {
    const session = handed(sent)
    if (!session) throw new Error('the message was not handed to any server')
    const server = serverCalled(session)
    const about = { server, host: session.host, address: session.address, port: session.port }
    const encrypted = encryptedOf(session)
    if (encrypted) {
      const { cipher, version } = encrypted
      const more = { version: tlsNamed(version), cipher, begins: tlsBegins(session.tls), trust: trustIn(encrypted) }
      return { outcome: 'encrypted', about: { ...about, ...more }, evidence: tlsExcerpt(session, server) }
    }
    // One address may stand behind several names.
    const before = sent.sessions.find((one) => one !== session && serverCalled(one) === server)
    const shown = before ?? session
    const evidence = transcriptOf(shown, server)
    if (isLoopback(session.address)) return { outcome: 'local', about, evidence }
    if (!before)
      return {
        outcome: 'clear',
        about: { ...about, why: 'that was asked for with --tls none' },
        evidence,
        fixFor: 'asked',
      }
    return { outcome: 'clear', about: { ...about, why: withoutTls(before) }, evidence }
  },
})

/** Between mail servers a certificate is mostly not looked at: what it is worth is told, and no fault. */
const trustIn = ({ untrusted, named }: Encrypted): string =>
  untrusted === undefined && named
    ? '; the certificate shows that it is that server'
    : '; the certificate does not show whose server it is'

/** Why there was no TLS with that server, a clause. */
function withoutTls({ starttls, encrypted }: ProbeSent['sessions'][number]): string {
  const broken = brokenIn(encrypted) ?? brokenIn(starttls)
  if (broken) return `TLS did not come about (${broken.detail})`
  const reply = replyIn(starttls)
  return reply ? `it refuses STARTTLS (${replied(reply)})` : 'it offers no STARTTLS'
}
