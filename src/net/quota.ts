import type { Dns, DnsAnswer, DnsHow } from '../core/dns.ts'
import type { RecordType } from '../records/dns.ts'
import { questionKey } from './tape/shape.ts'

/** A domain made to hurt leads to thousands of questions, and others have to answer them; a large one of good will to 200. */
const mostQuestions = 800

/** DNS for one domain: beyond so many different questions nobody is asked, and that is said in place of the answers. */
export function withQuota(dns: Dns, most = mostQuestions): Dns {
  const asked = new Set<string>()
  return <T extends RecordType>(name: string, type: T, how?: DnsHow): Promise<DnsAnswer<T>> => {
    const key = questionKey(name, type, how)
    if (asked.size >= most && !asked.has(key)) return Promise.resolve(unasked(most, `${type} ${name}`))
    asked.add(key)
    return dns(name, type, how)
  }
}

const unasked = (most: number, question: string) =>
  ({
    kind: 'blind',
    blind: {
      reason: 'not-attempted',
      detail: `the records of this domain lead to more than ${most} questions, and relaycheck asks no more for one domain`,
      question,
      wayOut:
        'Let its records name fewer hosts and domains, then run again; or choose what is looked at: --only PATTERN.',
    },
  }) as const
