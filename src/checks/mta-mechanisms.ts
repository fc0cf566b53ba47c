import type { RouteLogin } from '../core/mta.ts'

/** They give the relay the password, or a token in its place (`noplaintext`). */
export const showsPassword = (mechanism: string): boolean =>
  ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER'].includes(mechanism)

/**
 * Whether smtp_sasl_mechanism_filter lets a mechanism through: the first of its words that matches decides, in any letters, and
 * what none matches is left out. Nothing where a table decides (postconf(5)).
 */
export function isLetThrough(filter: readonly string[], mechanism: string): boolean | undefined {
  if (filter.length === 0) return true
  for (const word of filter) {
    const pattern = word.replace(/^!+/, '')
    const isYes = (word.length - pattern.length) % 2 === 0
    if (/^static:/i.test(pattern)) return isYes
    if (/^(?:[a-z]+:|\/)/i.test(pattern)) return undefined
    if (pattern.toUpperCase() === mechanism.toUpperCase()) return isYes
  }
  return false
}

/** Names with "!" take away from what is named after them: alone they leave nothing. */
export const onlyTakes = (filter: readonly string[]): boolean =>
  filter.length > 0 && filter.every((word) => /^!(?:!!)*[^!]/.test(word))

/** A setting at which the SMTP client of Postfix gives up before it says a word, and why, a clause. */
export function stopsAt({ saslType, mechanismFilter, from }: RouteLogin) {
  if (saslType.value !== 'cyrus')
    return {
      parameter: 'smtp_sasl_type',
      value: saslType.value,
      from: saslType.from,
      why: 'Postfix has no such kind of client, cyrus alone (dovecot is for its server)',
    }
  if (mechanismFilter.some((word) => /^!+$/.test(word)))
    return {
      parameter: 'smtp_sasl_mechanism_filter',
      value: mechanismFilter.join(' '),
      from: from.filter,
      why: 'it has a "!" with nothing behind it',
    }
  return undefined
}
