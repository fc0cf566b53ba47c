import type { Where } from '../../src/commands/domain.ts'
import { demoServers, demoZones } from '../../src/knowledge/demo-world.ts'
import type { Response } from '../../src/net/dns/message.ts'
import { type Answer, type Question, startNameServer } from '../../src/net/dns/name-server.ts'
import { zoneAnswers } from '../../src/net/dns/zone-answers.ts'
import { parseZoneFile } from '../../src/records/zone-file.ts'

/** What a server that knows the right answer does with it; `nth` says how often this question came over this transport. */
export type Fault = (question: Question, healthy: Response, nth: number) => ReturnType<Answer>

export interface FaultyWorld {
  /** As `--resolver` takes it. */
  resolver: string
  outside: Where
  /** Every question to the resolver (recursion desired) and to the name servers themselves. */
  asked: readonly Question[]
  close(): Promise<void>
}

/**
 * One server on loopback is the resolver and every name server of the world; only the demo's lame one is another, and
 * refuses all.
 */
export async function serve(
  healthy: (question: Question) => Response,
  fault: Fault = (_, reply) => reply,
): Promise<FaultyWorld> {
  const counts = new Map<string, number>()
  const answer: Answer = (question) => {
    const key = `${keyOf(question)} ${question.transport} ${question.checkingDisabled}`
    const nth = (counts.get(key) ?? 0) + 1
    counts.set(key, nth)
    return fault(question, healthy(question), nth)
  }
  const good = await startNameServer({ answer })
  const lame = await startNameServer({ answer: () => ({ rcode: 5 }) })
  const isLame = (address: string) => (demoServers.lame as readonly string[]).includes(address)
  const reach = (address: string, port: number) =>
    port === 53 ? { address: '127.0.0.1', port: isLame(address) ? lame.port : good.port } : { address, port }
  return {
    resolver: `${good.address}:${good.port}`,
    outside: { reach },
    asked: good.asked,
    close: async () => void (await Promise.all([good.close(), lame.close()])),
  }
}

/** `TXT shop.example`, and `SOA shop.example, itself` where a name server is asked itself. */
export const keyOf = ({ name, type, recursionDesired }: Pick<Question, 'name' | 'type' | 'recursionDesired'>): string =>
  `${type} ${name}${recursionDesired ? '' : ', itself'}`

/** The right answers of a world of zone files, by name. */
export const answersOf = (zones: Readonly<Record<string, string>>): ((question: Question) => Response) =>
  zoneAnswers(Object.entries(zones).flatMap(([name, text]) => recordsIn(name, text)))

function recordsIn(name: string, text: string) {
  const zone = parseZoneFile(text, { file: name })
  if ('fault' in zone) throw new Error(`the zone ${name}, line ${zone.fault.line}: ${zone.fault.says}`)
  return zone.records
}

const rich = `
$ORIGIN shop.example.
$TTL 3600
@        SOA ns1.shop.example. dns.shop.example. 2026112401 7200 3600 1209600 300
@        NS  ns1.shop.example.
@        NS  ns2.shop.example.
ns1      A   192.31.196.53
ns1      AAAA 2001:db8::53
ns2      A   192.31.196.54
@        MX  10 mx1.shop.example.
@        MX  20 mx2.shop.example.
@        MX  30 gone.shop.example.
@        MX  30 mx1.shop.example.
mx1      A   192.31.196.10
mx2      AAAA 2001:db8::11
mx3      CNAME mail.host.example.
@        TXT "v=spf1 a:mx1.shop.example mx:bounce.shop.example exists:%{i}.ok.shop.example include:_spf.shop.example ip4:192.31.196.99 redirect=_rest.shop.example"
@        TXT "proof=of-ownership"
@        SPF "v=spf1 -all"
_spf     TXT "v=spf1 include:_a.mail.example a:nobody.shop.example ?all"
_rest    TXT "v=spf1 ip6:2001:db8:1::/48 ip4:10.0.0.0/8 ptr ~all"
bounce   MX  10 mx1.shop.example.
bounce   MX  20 mx3.shop.example.
k1._domainkey CNAME dkim.smtp2go.net.
google._domainkey TXT "v=DKIM1; k=rsa; t=y; p=MCowBQ"
s1._domainkey CNAME gone.smtp2go.net.
_dmarc   TXT "v=DMARC1; p=quarantine; sp=none; adkim=s; pct=50; ruaa=x; rua=mailto:a@shop.example,mailto:b@mail.example,mailto:c@crm.example"
`

const soa = 'SOA ns1.shop.example. dns.shop.example. 2026112401 7200 3600 1209600 300'
/** A zone with two good name servers and these lines. */
const zone = (...lines: string[]) => ({
  ...demoZones.repaired,
  'shop.example': [
    '$ORIGIN shop.example.',
    '$TTL 3600',
    `@ ${soa}`,
    '@ NS ns1.shop.example.',
    '@ NS ns2.shop.example.',
    'ns1 A 192.31.196.53',
    'ns2 A 192.31.196.54',
    ...lines,
    '',
  ].join('\n'),
})
const { 'shop.example': _, ...elsewhere } = demoZones.repaired

/** Worlds to spoil: the demo's two, and what else a domain may be like. */
export const worlds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  broken: demoZones.broken,
  repaired: demoZones.repaired,
  rich: {
    ...demoZones.repaired,
    'shop.example': rich,
    example: `${demoZones.repaired.example}\nmail MX 10 mail.host\nshop.example._report._dmarc.mail TXT "v=DMARC1"\n`,
  },
  'without MX and SPF': zone('@ A 192.31.196.80'),
  'without anything': zone(),
  'that takes no mail': zone('@ MX 0 .', '@ TXT "v=spf1 -all"'),
  'with a wildcard': zone(
    '* TXT "v=spf1 +all"',
    '* MX 10 mx1',
    '@ MX 10 mx1',
    '@ TXT "v=spf1 mx -all"',
    'mx1 A 10.0.0.1',
  ),
  'whose SPF is misspelt': zone('@ MX 10 mx1', 'mx1 A 192.31.196.10', '@ TXT "v=spf1include:_spf.mail.example -all"'),
  'with two SPF records': zone('@ MX 10 mx1', 'mx1 A 192.31.196.10', '@ TXT "v=spf1 mx -all"', '@ TXT "v=spf1 a -all"'),
  'whose SPF leads nowhere': zone(
    '@ MX 10 192.31.196.10.',
    '@ TXT "v=spf1 include:loop.shop.example include:none.shop.example a:no1 a:no2 a:no3 +all"',
    'loop TXT "v=spf1 redirect=shop.example"',
  ),
  'whose DMARC stands elsewhere': zone(
    '@ MX 10 mx1',
    'mx1 A 192.31.196.10',
    '@ TXT "v=spf1 mx -all"',
    '@ TXT "v=DMARC1; p=reject"',
    'dmarc TXT "v=DMARC1; p=reject"',
    'x._domainkey A 192.31.196.10',
  ),
  'that inherits its DMARC': {
    ...elsewhere,
    example: `${demoZones.repaired.example}\nshop MX 5 mail.host\nshop TXT "v=spf1 mx -all"\n_dmarc TXT "v=DMARC1; p=none; sp=reject; rua=mailto:r@mail.example"\nmail MX 10 mail.host\n`,
  },
  'that is an alias': {
    ...elsewhere,
    example: `${demoZones.repaired.example}\nshop CNAME mail.host.example.\nmail.host TXT "v=spf1 a -all"\nmail.host MX 5 mail.host\n`,
  },
  'inside another zone': {
    ...elsewhere,
    example: `${demoZones.repaired.example}\nshop MX 5 mail.host\nshop TXT "v=spf1 mx -all"\n`,
  },
  'that does not exist': elsewhere,
}
