import assert from 'node:assert/strict'
import type { SeenAnswer } from '../../src/core/dns.ts'
import type { MxFact, MxHost } from '../../src/core/mx.ts'
import { seen } from '../../src/core/observation.ts'
import type { SpfTree } from '../../src/core/spf.ts'
import { isNullMx } from '../../src/records/exchange.ts'
import { isSpf, parseSpf } from '../../src/records/spf/parse.ts'
import { noData, noSuchName, records, unseen } from './answers.ts'
import { shop, shopZone } from './zone-facts.ts'

const unasked = { addresses: [], selectors: [], mostGuesses: 200, parked: false, authoritative: false } as const

/** With --parked. */
export const parked = { asked: { ...unasked, parked: true } } as const

/** What is ordered then: no better mail server, but none. */
export function noMailServer([finding]: { fix?: string; repair?: unknown }[]): void {
  assert.equal(
    finding?.fix,
    'Nobody is to write to shop.com: take its MX records out, or publish a null MX in their place:\n    shop.com. 3600 IN MX 0 .',
  )
  assert.equal(finding?.repair, undefined)
}

/** What every check of the step needs, whatever it is about. */
export const shopSite = {
  target: shop,
  asked: unasked,
  zone: shopZone(),
  nameSource: 'own',
} as const

/** The tree of these SPF records, nothing asked about their terms. */
function treeOf(texts: readonly string[]): SpfTree {
  const record = texts.length === 1 && texts[0] !== undefined ? parseSpf(texts[0]) : undefined
  const terms = (record?.terms ?? []).map((term) => ({ term, dead: false, dynamic: false }))
  return { domain: 'shop.com', via: 'start', texts: texts.filter(isSpf), ...(record && { record }), terms }
}

/** The MX fact of shop.com from lines `10 mx.shop.com`; where none of them names a host, with these own addresses and SPF records. */
export function mxOf(lines: readonly string[], own: Partial<MxFact['own']> = {}, spf: readonly string[] = []): MxFact {
  const exchanges = lines.map((line) => {
    const [preference, exchange = ''] = line.split(' ')
    return { preference: Number(preference), exchange }
  })
  const answer = lines.length ? records('shop.com', 'MX', exchanges) : noData('shop.com', 'MX')
  return {
    answer: answer as SeenAnswer<'MX'>,
    exchanges,
    own: { A: noData('shop.com', 'A'), AAAA: noData('shop.com', 'AAAA'), ...own },
    ...(exchanges.every(isNullMx) && { spf: seen(treeOf(spf)) }),
  }
}

/** One exchange with these addresses of both families, reached through an alias where `alias` is given. */
export function host(name: string, addresses: readonly string[], alias?: string): MxHost {
  const more = alias ? { aliases: [{ from: name, to: alias, kind: 'CNAME', ttl: 300 } as const] } : {}
  const four = addresses.filter((address) => !address.includes(':'))
  const six = addresses.filter((address) => address.includes(':'))
  const none = addresses.length ? noData : noSuchName
  return {
    host: name,
    A: four.length ? records(name, 'A', four, more) : none(name, 'A', more),
    AAAA: six.length ? records(name, 'AAAA', six, more) : none(name, 'AAAA', more),
  }
}

/** A name that DNS is never asked for, as the world answers it. */
export const neverAsked = (name: string): MxHost => ({
  host: name,
  A: unseen('not-attempted', 'never asked'),
  AAAA: unseen('not-attempted', 'never asked'),
})
