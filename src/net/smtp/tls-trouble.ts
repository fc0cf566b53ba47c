import type { Broken } from '../../core/smtp.ts'

/** Errors of OpenSSL's that have a plain sentence, by code. */
const sentences: readonly (readonly [code: RegExp, says: string])[] = [
  [/UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION/, 'offers no version of TLS that this machine knows'],
  [
    /ALERT_HANDSHAKE_FAILURE/,
    'turns TLS down: it and this machine have no way of encrypting in common, or it wants a client certificate',
  ],
  [/NO_SHARED_CIPHER|NO_CIPHERS/, 'and this machine have no way of encrypting in common'],
  [/CERTIFICATE_REQUIRED/, 'wants a client certificate, and was shown none'],
  [/ALERT_(BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE|ACCESS_DENIED)/, 'does not take the client certificate'],
  [/UNRECOGNIZED_NAME/, 'knows no server of the name that was asked for'],
]

/** What an error of a socket means while TLS is set up, or in what a server says as soon as it is. */
export function tlsTrouble(error: Error, who: string): Broken {
  const { code = 'EUNKNOWN' } = error as NodeJS.ErrnoException
  if (!isOfTls(code)) return endedEarly(who)
  const says = sentences.find(([pattern]) => pattern.test(code))?.[1]
  return { trouble: 'tls', detail: says === undefined ? `TLS with ${who} fails (${code})` : `${who} ${says} (${code})` }
}

/** Whether it is TLS that failed, and not the connection below it. */
export const isOfTls = (code: string): boolean => /^ERR_(?:SSL|TLS|OSSL)_|^EPROTO$/.test(code)

export const endedEarly = (who: string): Broken => ({
  trouble: 'hung-up',
  detail: `${who} ended the connection before TLS was set up`,
})
