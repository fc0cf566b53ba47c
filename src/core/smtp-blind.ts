import type { SmtpReply } from '../records/smtp/reply.ts'
import type { Blind, BlindReason } from './observation.ts'
import type { Broken, Said, SmtpTrouble } from './smtp.ts'

/** Whether the server asks to come back later (RFC 5321 section 4.2.1): never a refusal. */
export const isDeferral = ({ code }: SmtpReply): boolean => code >= 400 && code < 500
export const isRefusal = ({ code }: SmtpReply): boolean => code >= 500
export const isTaken = ({ code }: SmtpReply): boolean => code >= 200 && code < 300

/** The reply, where one came. */
export const replyIn = (said: Said | undefined): SmtpReply | undefined =>
  said && 'reply' in said ? said.reply : undefined
/** Whether the server said yes. */
export const isYes = (said: Said): boolean => {
  const reply = replyIn(said)
  return reply !== undefined && isTaken(reply)
}
export const brokenIn = (said: object | undefined): Broken | undefined =>
  said && 'broken' in said ? (said.broken as Broken) : undefined

/** `550 5.7.1 no such user`, its lines joined; untrusted. */
export const written = ({ code, enhanced, lines }: SmtpReply): string =>
  [code, ...(enhanced === undefined ? [] : [enhanced]), ...lines.filter((line) => line.trim() !== '')].join(' ')

const reasons: Readonly<Record<SmtpTrouble, BlindReason>> = {
  refused: 'unreachable',
  silent: 'timeout',
  unreachable: 'unreachable',
  'no-route': 'unreachable',
  'hung-up': 'hung-up',
  'not-smtp': 'malformed',
  'too-much': 'malformed',
  tls: 'malformed',
  injected: 'malformed',
  interrupted: 'interrupted',
  'not-recorded': 'not-recorded',
}
const waysOut: Readonly<Record<SmtpTrouble, string>> = {
  refused: 'Try another of its ports, or ask whoever runs the relay which is open.',
  silent:
    'Run again with more time (--timeout 60 --deadline 300): the server had taken the connection, so no network blocks it. It may be overloaded, or wait for another server.',
  unreachable: 'Check the network of this machine and its routes to that address, then run again.',
  'no-route': 'Give this machine a route to that address, or try the other family: --ipv4 or --ipv6.',
  'hung-up':
    'Wait a few minutes, then run again: servers hang up on those who come too often. See their log if you can.',
  'not-smtp': 'Give the port on which the relay speaks SMTP.',
  'too-much': 'Give the port on which the relay speaks SMTP.',
  tls: 'Mend TLS first (see relay-tls), then run again.',
  injected: 'Mend TLS first (see relay-tls), then run again.',
  interrupted: 'Run again, and let it end.',
  'not-recorded':
    'Give the recording of this relay, or record anew with this version and these options: --record FILE.',
}

/** What to do about silence at the beginning of a session, where it may mean more than that the server is slow. */
const silences = {
  connecting:
    'Run again with more time (--timeout 60 --deadline 300), or try another of its ports: networks that block a port say nothing.',
  greeting:
    'The server takes the connection, so no network blocks it, and then says nothing. It may be overloaded, or hold its greeting back on purpose: give it more time (--timeout 60 --deadline 300).',
  handshake:
    'The server takes the connection, so no network blocks it, and does not answer to TLS. It may be overloaded: give it more time (--timeout 60 --deadline 300). Or it begins in clear: --tls starttls.',
} as const

/** What to do where the server begins the other way round. */
const otherTongue: Readonly<Record<NonNullable<Broken['speaks']>, string>> = {
  tls: 'Begin with TLS there: --tls implicit; in Postfix smtp_tls_wrappermode = yes with smtp_tls_security_level = encrypt.',
  smtp: 'Begin in clear there, and go over to TLS by STARTTLS: --tls starttls; in Postfix smtp_tls_wrappermode = no.',
}

/** Why a session went no further, as what blinds the checks after it. `during`: what was waited for, at its beginning. */
export function cutShort({ trouble, detail, speaks }: Broken, during?: keyof typeof silences): Blind {
  return {
    reason: reasons[trouble],
    detail,
    wayOut: speaks ? otherTongue[speaks] : trouble === 'silent' && during ? silences[during] : waysOut[trouble],
    ...(trouble === 'no-route' && { noRoute: true }),
  }
}

/** A server that asks to come back later, as what blinds a check. `server` names it: "mail.example.com [192.0.2.1]". */
export const deferred = (reply: SmtpReply, server: string): Blind => ({
  reason: 'deferred',
  detail: `${server} asked to come back later (${written(reply)})`,
  wayOut: /client certificate/i.test(written(reply))
    ? 'Show the certificate that was given out for this machine: --client-cert FILE with --client-key FILE.'
    : 'Wait a quarter of an hour, then run again: a server that puts strangers off takes them later.',
})

/** A reply that is neither a yes nor a no (354, say, where nothing is to follow), as what blinds a check; nothing of others. */
export const outOfPlace = (reply: SmtpReply, server: string): Blind | undefined =>
  isTaken(reply) || isDeferral(reply) || isRefusal(reply)
    ? undefined
    : {
        reason: 'malformed',
        detail: `${server} gave an answer that does not fit (${written(reply)})`,
        wayOut: 'Run again; if it stays so, have whoever runs the relay look into the log of the server.',
      }
