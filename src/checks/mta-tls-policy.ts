import type { Postfix } from '../core/mta.ts'
import type { MailInABox } from '../core/mta-around.ts'
import { applyOrder, boxNote, ordersFor, setting, shell, shownMap } from './mta-orders.ts'

/** An order that gives one relay a TLS level of its own, filled from `policyFor`. */
export const demandTls = {
  fix: `Demand TLS toward this relay alone, in a policy of its own, which takes the place of one that stands there already.{note}

    {postconf} -e {policies}
    touch {file}
    sed -i {former} {file}
    echo {line} >> {file}
    {reload}`,
  map: `Demand TLS toward this relay alone: add this line to {file}.{note}

    {entry}

Then:

    {apply}`,
  entry: `Give its entry in {file} the level encrypt.{note}

    {entry}

Then:

    {apply}`,
  inline: 'Give {hop} the level encrypt in smtp_tls_policy_maps ({maps}).{note} Then:\n\n    {reload}',
} as const

/** What `demandTls` is filled from, and which of it fits. `by` is what decides now. */
export function policyFor(postfix: Postfix, written: string, { by, note }: { by: string; note: string }) {
  const maps = postfix.maps.filter(({ parameter }) => parameter === 'smtp_tls_policy_maps')
  const file = maps.find(({ path, type }) => path !== undefined && !['regexp', 'pcre'].includes(type))
  const path = file?.path ?? `${postfix.configDirectory}/tls_policy`
  const entry = `${written} encrypt`
  const about = {
    ...ordersFor(postfix),
    note,
    hop: written,
    entry,
    file: maps.length === 0 ? shell(path) : path,
    line: shell(entry),
    former: shell(`/^${written.replace(/[\\/.*[\]^$]/g, '\\$&')}[[:space:]]/Id`),
    policies: setting('smtp_tls_policy_maps', `texthash:${path}`),
    maps: maps.map((map) => shownMap(map.written)),
    apply: applyOrder([file], postfix),
  }
  const fixFor = maps.length === 0 ? 'fix' : !file ? 'inline' : by.startsWith('smtp_tls_policy_maps') ? 'entry' : 'map'
  return { about, fixFor }
}

/** Of the levels, those that let no mail go in clear; DANE only where it can be used. */
export const enforces = (level: string): boolean => ['encrypt', 'fingerprint', 'verify', 'secure'].includes(level)

/** Why the level itself is left alone where Mail-in-a-Box keeps it. */
export const levelNote = (box: MailInABox | undefined): string =>
  boxNote(
    box,
    'The setup of Mail-in-a-Box puts smtp_tls_security_level back to dane each time it runs, and leaves smtp_tls_policy_maps as it is.',
  )
