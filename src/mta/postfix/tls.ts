import type { RouteTls } from '../../core/mta.ts'
import { blind, type Observation, seen } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'
import { find, placeOf } from './find.ts'
import { isHostname } from './hops.ts'
import { groupedWords, readNameValue, unbrace, words } from './lines.ts'
import type { Parameters } from './parameters.ts'
import type { Table } from './tables.ts'

const levels = ['none', 'may', 'encrypt', 'fingerprint', 'dane', 'dane-only', 'verify', 'secure']
const isLevel = (text: string) => levels.includes(text.toLowerCase())

/** The TLS that Postfix uses towards a destination: its policy, else the level of the service (smtp_tls_policy_maps). */
export async function routeTls(
  parameters: Parameters,
  policies: readonly Table[],
  destination: string | undefined,
): Promise<Observation<RouteTls>> {
  const { from: wrapperFrom } = parameters.setting('smtp_tls_wrappermode')
  const wrapper = {
    wrapperMode: parameters.isOn('smtp_tls_wrappermode'),
    ...(wrapperFrom !== 'default' && { wrapperFrom }),
  }
  const general = generalLevel(parameters)
  const withMatch = (tls: RouteTls): RouteTls => ({
    ...tls,
    ...matching(parameters, tls.level),
    ...lacking(parameters, tls.level),
  })
  if (policies.length === 0 && parameters.text('smtp_tls_per_site') !== '')
    return blind({
      reason: 'not-attempted',
      detail: 'smtp_tls_per_site decides on TLS, which is obsolete and not read here',
    })
  if (destination === undefined || policies.length === 0) return seen(withMatch({ ...general, ...wrapper }))
  const found = await find(
    policies,
    policyKeys(destination).map((key) => ({ key, part: false })),
  )
  if ('blind' in found) return blind(found.blind)
  if ('none' in found) return seen(withMatch({ ...general, ...wrapper }))
  const by = `smtp_tls_policy_maps (${placeOf(found)})`
  return seen({ ...withMatch({ level: '', by, ...wrapper }), ...readPolicy(found.value, parameters) })
}

/** Exactly as the destination is written; a bare name also by the names above it, each with its dot. */
function policyKeys(destination: string): string[] {
  const keys = [destination]
  if (isHostname(destination))
    for (let dot = destination.indexOf('.', 1); dot > 0; dot = destination.indexOf('.', dot + 1))
      keys.push(destination.slice(dot))
  return keys
}

/** smtp_tls_security_level, else the two parameters of old. */
function generalLevel(parameters: Parameters): { level: string; by: string; fault?: string } {
  const level = parameters.setting('smtp_tls_security_level')
  if (level.value !== '') {
    const fault = `is set to "${visible(level.value.slice(0, 100))}", which is no level`
    return {
      level: level.value.toLowerCase(),
      by: `smtp_tls_security_level (${level.from})`,
      ...(!isLevel(level.value) && { fault }),
    }
  }
  const enforce = parameters.setting('smtp_enforce_tls')
  if (parameters.isOn('smtp_enforce_tls')) {
    const verified = parameters.isOn('smtp_tls_enforce_peername')
    return { level: verified ? 'verify' : 'encrypt', by: `smtp_enforce_tls (${enforce.from})` }
  }
  if (!parameters.isOn('smtp_use_tls')) return { level: 'none', by: 'smtp_tls_security_level (default)' }
  return { level: 'may', by: `smtp_use_tls (${parameters.setting('smtp_use_tls').from})` }
}

function matching(parameters: Parameters, level: string): { match?: string[] } {
  const name = { verify: 'smtp_tls_verify_cert_match', secure: 'smtp_tls_secure_cert_match' }[level]
  return name
    ? {
        match: parameters
          .text(name)
          .split(/[, \t\r\n:]+/)
          .filter(Boolean),
      }
    : {}
}

const anchors = ['smtp_tls_CAfile', 'smtp_tls_CApath', 'smtp_tls_trust_anchor_file']

/** What the level cannot do without (TLS_README, "Mandatory server certificate verification" and "DANE"). */
function lacking(parameters: Parameters, level: string): Pick<RouteTls, 'lacks'> {
  const isDane = level === 'dane' || level === 'dane-only'
  if (isDane && parameters.text('smtp_dns_support_level').toLowerCase() !== 'dnssec') return { lacks: 'dnssec' }
  const isChecked = level === 'verify' || level === 'secure'
  const has = anchors.some((name) => parameters.text(name) !== '') || parameters.isOn('tls_append_default_CA')
  return isChecked && !has ? { lacks: 'authorities' } : {}
}

const attributes = [
  ...[
    'ciphers',
    'protocols',
    'servername',
    'match',
    'exclude',
    'tafile',
    'connection_reuse',
    'enable_rpk',
    'policy_ttl',
  ],
  ...['policy_type', 'policy_domain', 'policy_string', 'mx_host_pattern', 'policy_failure'],
]

/** A policy: the level, then `name=value` or `{ name = value }`. */
function readPolicy(value: string, parameters: Parameters): Pick<RouteTls, 'level' | 'match' | 'lacks' | 'fault'> {
  const [level = '', ...rest] = groupedWords(value)
  if (!isLevel(level))
    return { level: level.toLowerCase(), fault: `has "${visible(level.slice(0, 100))}", which is no level` }
  const known = { level: level.toLowerCase() }
  if (known.level === 'none') return known
  const own: string[] = []
  for (const word of rest) {
    const read = readNameValue(unbrace(word) ?? word)
    if ('fault' in read || !attributes.includes(read.name.toLowerCase()))
      return { ...known, fault: `has "${visible(word.slice(0, 100))}", which is no attribute` }
    if (read.name.toLowerCase() !== 'match') continue
    if (!['fingerprint', 'verify', 'secure'].includes(known.level) || read.value === '')
      return { ...known, fault: `has "${visible(word.slice(0, 100))}", which does not go with ${known.level}` }
    own.push(...words(read.value.replaceAll(known.level === 'fingerprint' ? '|' : ':', ' ')))
  }
  const match = { ...matching(parameters, known.level), ...(own.length > 0 && { match: own }) }
  const anchored = rest.some((word) => /^\{?\s*tafile\s*=/i.test(word))
  return { ...known, ...match, ...(!anchored && lacking(parameters, known.level)) }
}
