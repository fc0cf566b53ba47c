import type { PasswordRef } from '../../core/machine.ts'
import type { Blind } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'
import type { Key } from './addresses.ts'
import type { Answers, Table } from './tables.ts'

/** What a list of tables has for an address: the value, by which key of which table. */
export type Found = Hit | { none: true } | { blind: Blind }
export interface Hit {
  value: string
  key: string
  table: string
  /** Where the value stands, as the world calls the place. */
  at?: PasswordRef
}

/**
 * Looks the keys up, the first key in all tables before the next one, and stops where a table cannot answer, as Postfix
 * does. An empty value is an error to it.
 */
export async function find(tables: readonly Table[], keys: readonly Key[]): Promise<Found> {
  const asked = await askAll(tables, keys)
  for (const { key, part } of keys)
    for (const [i, one] of tables.entries()) {
      const answer = part && one.patterns ? undefined : asked[i]?.get(key)
      if (!answer) continue
      if ('blind' in answer) return answer
      if (answer.value !== '') return { ...answer, key, table: one.written }
      const detail = `${visible(short(one.written))} has an empty value for ${visible(short(key))}, which Postfix takes for an error`
      return { blind: { reason: 'malformed', detail } }
    }
  return { none: true }
}

/** Asks each table for all keys that it may be asked for. */
export const askAll = (tables: readonly Table[], keys: readonly Key[]): Promise<Answers[]> =>
  Promise.all(
    tables.map(({ patterns, ask }) => {
      const fit = keys.filter(({ key, part }) => key !== '' && !(part && patterns))
      return ask([...new Set(fit.map(({ key }) => key))])
    }),
  )

/** A text that somebody wrote, of a length to be told. */
export const short = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text)

/** Where a value was found, as sentences name it: `hash:/etc/postfix/relays, @shop.example`. */
export const placeOf = ({ table, key }: Hit): string => `${short(table)}, ${short(key)}`
