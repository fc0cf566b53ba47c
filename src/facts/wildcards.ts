import type { DnsAnswer } from '../core/dns.ts'
import type { Gatherer } from '../core/gatherer.ts'
import { seen } from '../core/observation.ts'
import type { Wildcards } from '../core/zone.ts'
import { joinNames } from '../records/name.ts'

/** What answers for names that nobody published, where SPF, DKIM and DMARC look for theirs. */
export const wildcards: Gatherer<'wildcards'> = async ({ target, world }) => {
  const nonce = world.nonce()
  const places = [target.name, joinNames('_domainkey', target.name), joinNames('_dmarc', target.name)]
  const asked = places.map((below) => ({ below, answer: world.dns(joinNames(nonce, below), 'TXT') }))
  const found: Wildcards = []
  for (const { below, answer } of asked) found.push({ below, txt: inWords(await answer, below) })
  return seen(found)
}

/** A question that says nothing to a person, said in words. */
const inWords = (txt: DnsAnswer<'TXT'>, below: string): DnsAnswer<'TXT'> =>
  txt.kind === 'blind'
    ? { kind: 'blind', blind: { ...txt.blind, question: `TXT of a random name below ${below}` } }
    : txt
