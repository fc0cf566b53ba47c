import type { ImapFlowError } from 'imapflow/lib/errors.js'
import type { Blind, BlindReason } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'
import { secondsOf } from '../dns/trouble.ts'
import type { Redact } from '../redact.ts'
import { isOfTls } from '../smtp/tls-trouble.ts'

/** With whom, and how, for sentences. */
export interface Told {
  /** `imap.example.com port 993` */
  who: string
  user: string
  secure: boolean
  /** What was shown: a password or a token. */
  proof: 'password' | 'token'
  timeoutMs: number
  hide: Redact
}
/** `says` is a clause, `wayOut` an order. */
interface Trouble {
  reason: BlindReason
  says: string
  wayOut: string
}

/** Nothing came in time; this machine ended the connection. */
export class TooLate extends Error {}

const noRoute = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT'])
const unnamed = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'])
const late = new Set(['CONNECT_TIMEOUT', 'GREETING_TIMEOUT', 'UPGRADE_TIMEOUT', 'ETIMEOUT', 'ETIMEDOUT', 'LockTimeout'])
const flooding = new Set(['LineTooLarge', 'LiteralTooLarge', 'ResponseTooLarge', 'TooManyTokens', 'TooManyResponses'])
/** RFC 5530 section 3: not for want of the right password. */
const putOff = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'CONTACTADMIN'])
const certificates = /^(?:CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/

/** What went wrong with an IMAP server. */
export function imapTrouble(error: unknown, told: Told): Trouble {
  const {
    code: said = '',
    authenticationFailed,
    tlsFailed,
    responseText,
    serverResponseCode = '',
  } = error as ImapFlowError
  const { who, user, secure, proof, timeoutMs, hide } = told
  const code = /^\w{1,50}$/.test(said) ? said : ''
  const answer = responseText === undefined ? '' : ` (${cut(visible(hide(responseText)))})`
  const put =
    proof === 'password'
      ? 'put the right password into RELAYCHECK_IMAP_PASSWORD or the file that --imap-password-file names, or, where the provider wants one, a password made for programs'
      : 'get a fresh token for IMAP, and put it into RELAYCHECK_IMAP_TOKEN'
  if (error instanceof TooLate || late.has(code))
    return {
      reason: 'timeout',
      says: `${who} did not answer within ${secondsOf(timeoutMs)}`,
      wayOut: 'check the host and the port, or give it more time (--timeout 30)',
    }
  if (authenticationFailed && putOff.has(serverResponseCode))
    return { reason: 'deferred', says: `${who} puts the login of ${user} off${answer}`, wayOut: 'wait a few minutes' }
  if (authenticationFailed)
    return { reason: 'refused', says: `${who} refuses the login of ${user}${answer}`, wayOut: put }
  if ((error as Error).name === 'AuthenticationFailure' || /^Unsupported auth/.test((error as Error).message ?? ''))
    return {
      reason: 'refused',
      says: `${who} offers no way to log in with a ${proof}`,
      wayOut: proof === 'password' ? 'give a token (RELAYCHECK_IMAP_TOKEN)' : 'give a password',
    }
  if (code === 'STARTTLS_INJECTION')
    return {
      reason: 'malformed',
      says: `something was put in behind its answer to STARTTLS at ${who}, in clear, as an attack does: no ${proof} is sent there`,
      wayOut: 'write imaps://, or read the mail over another network',
    }
  if (tlsFailed && /\bPREAUTH\b/.test((error as Error).message))
    return {
      reason: 'malformed',
      says: `${who} lets in whoever comes, before TLS (PREAUTH): so may something between here and there pass itself off as it, and no ${proof} is sent`,
      wayOut: 'write imaps://, or read the mail over another network',
    }
  if (certificates.test(code))
    return {
      reason: 'refused',
      says: `the certificate of ${who} does not verify (${code}), so no ${proof} is sent there`,
      wayOut: 'name the host as its certificate does, or give the authority that signed it (--ca FILE)',
    }
  if (isOfTls(code))
    return {
      reason: 'malformed',
      says: `TLS with ${who} fails (${code})`,
      wayOut: secure ? 'give its port for IMAPS, 993, or write imap:// where it begins in clear' : 'write imaps://',
    }
  if (tlsFailed)
    return {
      reason: 'refused',
      says: `${who} offers no STARTTLS, and a ${proof} is never sent in clear`,
      wayOut: 'write imaps://, or have whoever runs the server turn TLS on',
    }
  return network(code, told) ?? odd(code, told, answer)
}

function network(code: string, { who }: Told): Trouble | undefined {
  if (unnamed.has(code))
    return { reason: 'unreachable', says: `${who} has no address that could be looked up`, wayOut: 'check the name' }
  if (code === 'ECONNREFUSED')
    return { reason: 'unreachable', says: `nothing listens at ${who}`, wayOut: 'check the host and the port' }
  if (noRoute.has(code))
    return {
      reason: 'unreachable',
      says: `${who} cannot be reached (${code})`,
      wayOut: 'check the network of this machine',
    }
  return undefined
}

function odd(code: string, { who }: Told, answer: string): Trouble {
  if (flooding.has(code) || /^(?:Parser|Invalid|MAX_IMAP|Unexpected|Missing|STARTTLS_)/.test(code))
    return {
      reason: 'malformed',
      says: `${who} does not speak IMAP as it should (${code})`,
      wayOut: 'check the host and the port',
    }
  if (answer !== '')
    return { reason: 'refused', says: `${who} refuses${answer}`, wayOut: 'ask whoever runs the server what that means' }
  return { reason: 'hung-up', says: `${who} ended the connection`, wayOut: 'wait a minute, then run again' }
}

/** The same as what blinds a check. */
export function imapBlind(error: unknown, told: Told): Blind {
  const { reason, says, wayOut } = imapTrouble(error, told)
  return { reason, detail: says, wayOut: `${wayOut.charAt(0).toUpperCase()}${wayOut.slice(1)}, then run again.` }
}

const cut = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text)
