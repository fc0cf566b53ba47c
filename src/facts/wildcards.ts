import type { DnsAnswer } from '../core/dns.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import { joinNames } from '../records/name.ts'

/** What answers for names that nobody published, where SPF, DKIM and DMARC look for theirs. */
export const wildcards: Gatherer<'wildcards'> = async ({ target, world }) => {
  const nonce = world.nonce()
  const places = [target.name, joinNames('_domainkey', target.name), joinNames('_dmarc', target.name)]
  const asking = places.map((below) =>
    world.dns(joinNames(nonce, below), 'TXT').then((txt) => ({ below, txt: inWords(txt, below) })),
  )
  return seen(await Promise.all(asking))
}

/** A question that says nothing to a person, said in words. */
const inWords = (txt: DnsAnswer<'TXT'>, below: string): DnsAnswer<'TXT'> =>
  txt.kind === 'blind'
    ? { kind: 'blind', blind: { ...txt.blind, question: `TXT of a random name below ${below}` } }
    : txt
