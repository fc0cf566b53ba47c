/** Parameters that Postfix knows, whose values are asked for. */
export const asked = [
  'relayhost',
  'default_transport',
  'transport_maps',
  'smtp_helo_name',
  'smtp_bind_address',
  'smtp_fallback_relay',
  'smtp_sasl_password_maps',
  'smtp_sasl_security_options',
  'smtp_sasl_tls_security_options',
  'smtp_tls_security_level',
  'smtp_tls_policy_maps',
  'smtp_per_request_deadline',
  'append_dot_mydomain',
  'myorigin',
  'mydestination',
  'myhostname',
  'mydomain',
  'relay_domains',
  'milter_macro_v',
] as const

const own = ['site', 'a_1', 'B2', 'hop']
const names = [...asked, ...own, 'fallback_relay', 'compatibility_level']
const plain = [
  '',
  'yes',
  'no',
  'smtp.example.com',
  '[mail.example]:587',
  '3',
  '25',
  '3.6',
  'a b,c',
  'x',
  '$$',
  '=',
  '#',
  '"q"',
  '10',
  '9',
  '-',
]
const broken = ['{', '}', '{}', '((', ')', ':', '?', '$', '${']
const operators = ['==', '!=', '<', '<=', '>=', '>']
const brokenOperators = ['==level', '<level', '>=level', '=', '<>', '===', '==other']

/** The same numbers from 0 to 1 for the same seed. */
export function numbers(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0
    return (state >>> 8) / 2 ** 24
  }
}

/** A main.cf of a few lines that uses whatever the syntax has, and now and then what it has not. */
export function randomMainCf(seed: number): string {
  const next = numbers(seed)
  const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T
  const blank = () => one(['', '', ' ', ' ', '  ', '\t'])
  /** Three of four texts have no faults on purpose, and refer only to what stands further down the list. */
  const careful = seed % 4 > 0
  let floor = 0
  const amiss = () => !careful && next() < 0.03
  const word = () => one(amiss() ? broken : plain)
  const name = () =>
    amiss() ? one(['', 'no-name', 'un known']) : next() < 0.05 ? 'nowhere' : one(careful ? names.slice(floor) : names)
  const value = (depth: number): string =>
    Array.from({ length: 1 + Math.floor(next() * 3) }, () => part(depth)).join(blank())
  const braced = (depth: number) => `{${blank()}${value(depth)}${blank()}}`
  const part = (depth: number): string => {
    if (depth <= 0 || next() < 0.35) return word()
    const kind = Math.floor(next() * 9)
    if (kind < 2) return `$${name()}`
    if (kind === 2) return `\${${blank()}${name()}${blank()}}`
    if (kind === 3) return `$(${name()})`
    if (kind === 4) return `\${${name()}${blank()}${one(['?', ':'])}${value(depth - 1)}}`
    if (kind === 5) return `$(${name()}?${braced(depth - 1)}${blank()}:${blank()}${value(depth - 1)})`
    if (kind === 6) return `\${${name()}?${braced(depth - 1)}${blank()}:${braced(depth - 1)}}`
    const suffix = one([
      '',
      `?${braced(depth - 1)}:${braced(depth - 1)}`,
      `${blank()}?${blank()}${braced(depth - 1)}`,
      `:${value(depth - 1)}`,
    ])
    return `\${${blank()}${braced(depth - 1)}${blank()}${one(amiss() ? brokenOperators : operators)}${blank()}${braced(depth - 1)}${suffix}}`
  }
  const folded = (text: string) =>
    text.replace(/ /g, (gap) =>
      next() < 0.15 ? one(['\n ', '\n\t', '\n# a comment\n ', '\n\n  ', '\n  # another\n  ']) : gap,
    )
  const line = () => {
    if (next() < 0.1) return one(['# comment', '', '   ', '#x = y', ' # z', '\t'])
    if (!careful && next() < 0.01) return one(['no equals sign', '= nothing', 'two words = x'])
    const at = Math.floor(next() * (names.length - 1))
    floor = at + 1
    return folded(`${names[at]}${blank()}=${blank()}${value(3)}${blank()}`)
  }
  return `${Array.from({ length: 3 + Math.floor(next() * 14) }, line).join('\n')}${one(['\n', ''])}`
}
