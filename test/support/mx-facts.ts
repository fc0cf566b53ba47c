import type { SeenAnswer } from '../../src/core/dns.ts'
import type { MxFact, MxHost } from '../../src/core/mx.ts'
import { seen } from '../../src/core/observation.ts'
import type { SpfTexts } from '../../src/core/spf.ts'
import { noData, noSuchName, records } from './answers.ts'
import { shop, shopZone } from './zone-facts.ts'

/** What every check of the step needs, whatever it is about. */
export const shopSite = {
  target: shop,
  asked: { addresses: [], parked: false, authoritative: false },
  zone: shopZone(),
}

/** The MX fact of shop.com from lines `10 mx.shop.com`; without any, with these own addresses and SPF records. */
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
    ...(!lines.length && { spf: seen({ records: spf } as SpfTexts) }),
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
