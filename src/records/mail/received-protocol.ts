import type { Clauses } from './received-clauses.ts'

const smtp = /^(?:UTF8)?(?:E?SMTP|LMTP)S?A?$/

/** The protocol of a hop (RFC 3848, RFC 6531 section 4.3), upper case: `SMTP` of "Microsoft SMTP Server", `ESMTP` of "ESMTP/TLS/…". */
export function protocolOf({ named: { with: clause } }: Clauses): string | undefined {
  const words =
    clause?.words.map((word) =>
      word
        .toUpperCase()
        .replace(/\/.*/s, '')
        .replace(/^SMTPSVC$/, 'SMTP'),
    ) ?? []
  return (words.find((word) => smtp.test(word)) ?? words[0])?.slice(0, 40)
}

/**
 * Servers that write the protocol as RFC 3848 has it, so that ESMTP without an S is a clear connection. Of any other one
 * it may be no more than a habit.
 */
const exact = /^Postfix\b|\bExim \d|\bOpenSMTPD\b|\bHaraka\b|\bStalwart\b|^8\.\d+\.\d+\/8\.\d+|\bSendmail\b/i

/**
 * Whether the hop was encrypted, by its protocol or by what the server says in comments; nothing where it does not say.
 * `told`: comments that hold the client's own words, which count for nothing.
 */
export function tlsOf(
  clauses: Clauses,
  protocol: string | undefined,
  told: readonly string[],
): { encrypted: boolean; version?: string; cipher?: string } | undefined {
  const own = clauses.all.filter((text) => !told.includes(text))
  const words = clauses.named.with?.words ?? []
  const version = own.map(versionIn).find((one) => one !== undefined)
  const slashed = words.map((word) => /^E?SMTP\/TLS(?:\/([\w-]{4,80}))?$/i.exec(word)).find((one) => one !== null)
  const cipher =
    own.map(cipherIn).find((one) => one !== undefined) ?? slashed?.[1] ?? clauses.named.tls?.words[0]?.slice(0, 80)
  const isEncrypted =
    (protocol !== undefined && /^(?:(?:UTF8)?(?:E?SMTP|LMTP)SA?|HTTPS|IMAPS|POP3S)$/.test(protocol)) ||
    version !== undefined ||
    cipher !== undefined ||
    slashed !== undefined ||
    own.some((text) => /^(?:using )?TLS$|(?<!not |un-?)\bencrypted$/i.test(text)) ||
    words.some((word) => /^STARTTLS$/i.test(word))
  if (isEncrypted) return { encrypted: true, ...(version && { version }), ...(cipher && { cipher }) }
  const isExact = own.some((text) => exact.test(text)) || /^mx\.google\.com$/i.test(clauses.named.by?.words[0] ?? '')
  const isClear = protocol !== undefined && /^(?:UTF8)?ESMTPA?$/.test(protocol)
  return isClear && isExact ? { encrypted: false } : undefined
}

/** `TLSv1.3`, of `TLS1_3`, `TLSv1_3`, `TLS1.3`, `TLSv1`. */
function versionIn(text: string): string | undefined {
  const found = /\b(?:TLS ?v?1(?:[._]([0-3]))?|SSLv([23]))(?![\d.])/i.exec(text)
  if (!found) return undefined
  return found[2] !== undefined
    ? `SSLv${found[2]}`
    : `TLSv1${found[1] === undefined || found[1] === '0' ? '' : `.${found[1]}`}`
}

/** `cipher=TLS_AES_256_GCM_SHA384`, `with cipher …`, `TLS1.3:TLS_AES_256_GCM_SHA384:256`. */
function cipherIn(text: string): string | undefined {
  const found = /\bcipher[= ]([A-Z0-9_+-]{4,80})|\bTLSv?1(?:[._]\d)?:([A-Z0-9_-]{4,80})/i.exec(text)
  const cipher = found?.[1] ?? found?.[2]
  return cipher && /^(?:\(?none\)?|null|unknown)$/i.test(cipher) ? undefined : cipher
}

/** Whether the client logged in: by its protocol (RFC 3848), or as the server says. */
export function isAuthenticated(
  { named, all }: Clauses,
  protocol: string | undefined,
  told: readonly string[],
): boolean {
  if (protocol !== undefined && /^(?:UTF8)?E?SMTPS?A$/.test(protocol)) return true
  if (named.with?.words.some((word) => /^AUTH$/i.test(word))) return true
  return all.some((text) => !told.includes(text) && /^authenticated(?: sender:|\b(?! as nobody))|^auth=\w/i.test(text))
}
