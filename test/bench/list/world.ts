import { Buffer } from 'node:buffer'

/** One record as it goes over the wire, its name that of the question unless said otherwise. */
export interface Record {
  name?: string
  type: number
  ttl: number
  data: Buffer
}
/** What is answered to one question. */
export interface Reply {
  rcode: 0 | 2 | 3
  records: Record[]
  /** The zone that denies. */
  soa?: string
}

export const types = { A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28, DS: 43, DNSKEY: 48 } as const
type Type = keyof typeof types
/** What stands at one name, as master files have it. */
type Owner = { [T in Type]?: readonly string[] }

const ttl = 3600
const hosters = 40
const tlds = ['com', 'net', 'org', 'de'] as const

/** The domain of one line of the list. */
export const domainOf = (index: number): string =>
  `shop${String(index).padStart(6, '0')}.${tlds[index % tlds.length] ?? 'com'}`

/** The same number every time for the same name, from 0 to 99, so that shares can be dealt out. */
function dealt(index: number, salt: number): number {
  let mixed = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 13)) >>> 0) % 100
}

const key = [
  'v=DKIM1; k=rsa; p=',
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAmhJDdJiOfUWSdoWTuQHz1SXw+1t83vLyOqRXWrcZE3jKCGfs1Gl8Po3J',
  'J2BRxBEmxgMzjT7Ehzo94LMgcMaYdve6usXHWNVK2aK1V4CUOe/LYZuzdCzerV3SEHQIYT7aVrw9PbgKf9ApyVN9JocJgkgXcsAY',
  '3QJMixrAZBtoSC2ODA5TtYj0nIPieDZv1+ZG+ZOOWumJD+JJ7QXADYanxqlrHsKPx+f6VnMYKr96BWJUmWSvYKmuM5MBr1GifRJK',
  'SEK1tHliWUadXKuPcdV4/LeRPg2beAcgCX3dhv78jh5r+pKn7cm9Rm7nv8F4zmbDm3q1lZiUuSP/vApZW7/FRwIDAQAB',
].join('')

/** What many domains share: providers' records, name servers, the top-level domains. */
const shared: { [name: string]: Owner } = {
  '_spf.google.com': { TXT: ['v=spf1 include:_netblocks.google.com include:_netblocks2.google.com ~all'] },
  '_netblocks.google.com': { TXT: ['v=spf1 ip4:192.178.0.0/15 ip4:142.250.0.0/15 ip4:209.85.128.0/17 ~all'] },
  '_netblocks2.google.com': { TXT: ['v=spf1 ip6:2001:4860:4000::/36 ip6:2404:6800:4000::/36 ~all'] },
  'spf.protection.outlook.com': { TXT: ['v=spf1 ip4:40.92.0.0/15 ip4:40.107.0.0/16 ip6:2a01:111:f400::/48 -all'] },
  'servers.mcsv.net': { TXT: ['v=spf1 ip4:205.201.128.0/20 ip4:198.2.128.0/18 ?all'] },
  'sendgrid.net': { TXT: ['v=spf1 ip4:167.89.0.0/17 ip4:208.117.48.0/20 include:ab.sendgrid.net ~all'] },
  'ab.sendgrid.net': { TXT: ['v=spf1 ip4:223.165.113.0/24 ip4:159.183.0.0/16 ~all'] },
  'spf.smtp2go.com': { TXT: ['v=spf1 ip4:103.47.204.0/22 ip4:158.120.80.0/21 ~all'] },
  'dkim.mcsv.net': { TXT: [key] },
  'aspmx.l.google.com': { A: ['142.250.27.26'], AAAA: ['2a00:1450:4025:401::1a'] },
  'alt1.aspmx.l.google.com': { A: ['142.250.153.26'], AAAA: ['2a00:1450:4013:c16::1a'] },
  'reports.dmarc.net': { MX: ['10 mx.dmarc.net'] },
  'mx.dmarc.net': { A: ['193.0.14.25'] },
  'dmarc.net': { TXT: ['v=spf1 mx -all'] },
}
for (let i = 0; i < hosters; i++) {
  for (const n of [1, 2])
    shared[`ns${n}.host${i}.net`] = { A: [`193.${n}.${i}.53`], ...(i % 2 && { AAAA: [`2a0${n}:${i}::53`] }) }
  shared[`mail.host${i}.net`] = { A: [`193.3.${i}.25`] }
  shared[`spf.host${i}.net`] = { TXT: [`v=spf1 ip4:193.3.${i}.0/24 -all`] }
}

/** Whose customers they are, by hundredths. */
const providers = [
  { upTo: 35, mx: () => ['1 aspmx.l.google.com', '5 alt1.aspmx.l.google.com'], spf: 'include:_spf.google.com' },
  {
    upTo: 65,
    mx: (d: string) => [`0 ${dashed(d)}.mail.protection.outlook.com`],
    spf: 'include:spf.protection.outlook.com',
  },
  { upTo: 83, mx: (_: string, i: number) => [`10 mail.host${i % hosters}.net`], spf: '' },
  { upTo: 100, mx: (d: string) => [`10 mail.${d}`], spf: 'mx a' },
]
const dashed = (domain: string) => domain.replace('.', '-')

function providerOf(index: number) {
  const at = dealt(index, 1)
  const number = providers.findIndex(({ upTo }) => at < upTo)
  return { number, ...providers[number] }
}

/** Of a hundred domains: some whose SPF is broken in one of the usual ways. */
const brokenSpf: { [dealt: number]: (spf: string) => string[] } = {
  0: () => [],
  1: (spf) => [spf, 'v=spf1 a -all'],
  2: (spf) => [spf.replace('~all', 'ip4:192.0.2.300 ~all')],
  3: (spf) => [spf.replace('~all', 'include:gone.list.net ~all')],
  4: (spf) => [spf.replace('~all', '+all')],
  5: (spf) => [
    spf.replace(
      '~all',
      'include:sendgrid.net include:servers.mcsv.net a:www.host1.net ptr exists:%{i}.host2.net a:x.host3.net ~all',
    ),
  ],
}

/** What stands at one name of a listed domain; nothing where it does not exist. `below` is what stands before the domain. */
function ownerIn(index: number, domain: string, below: string): Owner | undefined {
  const { number, mx } = providerOf(index)
  const host = `host${index % hosters}.net`
  const signs = dealt(index, 2) < 50
  const news = dealt(index, 3) < 30
  switch (below) {
    case '':
      return {
        SOA: [`ns1.${host}`],
        NS: [`ns1.${host}`, `ns2.${host}`],
        A: [`193.4.${index & 255}.80`],
        MX: dealt(index, 6) === 0 ? ['10 gone.list.net'] : (mx?.(domain, index) ?? []),
        TXT: [`google-site-verification=${index}abcdef`, ...spfOf(index)],
      }
    case 'mail':
      return number === 3 ? { A: [`193.4.${index & 255}.25`] } : undefined
    case 'www':
      return { CNAME: [domain] }
    case '_domainkey':
      return signs ? {} : undefined
    case 'google._domainkey':
      return signs && number === 0 ? { TXT: [key] } : undefined
    case 'selector1._domainkey':
    case 'selector2._domainkey': {
      const [selector] = below.split('.')
      return signs && number === 1
        ? { CNAME: [`${selector}-${dashed(domain)}._domainkey.tenant.onmicrosoft.com`] }
        : undefined
    }
    case 'default._domainkey':
      return signs && number > 1 ? { TXT: [key] } : undefined
    case 'k1._domainkey':
      return signs && news ? { CNAME: ['dkim.mcsv.net'] } : undefined
    case '_dmarc':
      return dmarcOf(index)
    default:
      return undefined
  }
}

function spfOf(index: number): string[] {
  const { spf, number } = providerOf(index)
  const own = number === 2 ? `include:spf.host${index % hosters}.net` : spf
  const news =
    dealt(index, 3) < 30 ? ' include:servers.mcsv.net' : dealt(index, 3) < 45 ? ' include:spf.smtp2go.com' : ''
  const whole = `v=spf1 ${own}${news} ~all`
  return brokenSpf[dealt(index, 4)]?.(whole) ?? [whole]
}

function dmarcOf(index: number): Owner | undefined {
  const at = dealt(index, 5)
  const policy = at < 40 ? 'none' : at < 55 ? 'quarantine' : at < 65 ? 'reject' : undefined
  if (policy === undefined) return undefined
  const reports =
    at % 3 === 0 ? '; rua=mailto:in@reports.dmarc.net' : at % 3 === 1 ? `; rua=mailto:d@${domainOf(index)}` : ''
  return { TXT: [`v=DMARC1; p=${policy}${reports}`] }
}

/** A resolver's answer, out of the whole world: the same for the same question. */
export function answerTo(name: string, type: number): Reply {
  const [, before = '', label = '', tld = ''] = /^(?:(.*)\.)?([^.]+)\.([^.]+)$/.exec(name) ?? []
  const number = /^shop(\d{6})$/.exec(label)?.[1]
  if (number !== undefined && domainOf(Number(number)) === `${label}.${tld}`) {
    const domain = `${label}.${tld}`
    const index = Number(number)
    if (dealt(index, 7) === 0) return { rcode: 3, records: [], soa: tld }
    return replyFrom(ownerIn(index, domain, before), type, domain)
  }
  return replyFrom(shared[name] ?? madeUp(name), type, tld || 'com')
}

/** What every domain of a provider has of its own, and what simply is there. */
function madeUp(name: string): Owner | undefined {
  if (name.endsWith('.mail.protection.outlook.com')) return { A: ['52.101.73.1', '52.101.73.2'] }
  if (name.endsWith('._domainkey.tenant.onmicrosoft.com')) return { TXT: [key] }
  if (name.endsWith('._report._dmarc.reports.dmarc.net')) return { TXT: ['v=DMARC1'] }
  if (!name.includes('.')) return { SOA: ['a.gtld-servers.net'], NS: ['a.gtld-servers.net'] }
  if (name === 'a.gtld-servers.net') return { A: ['192.5.6.30'] }
  return undefined
}

function replyFrom(owner: Owner | undefined, asked: number, soa: string): Reply {
  if (!owner) return { rcode: 3, records: [], soa }
  const [target] = owner.CNAME ?? []
  if (target !== undefined && asked !== types.CNAME) {
    const there = answerTo(target, asked)
    const alias = { type: types.CNAME, ttl, data: wireName(target) }
    return { ...there, records: [alias, ...there.records.map((record) => ({ name: target, ...record }))] }
  }
  for (const type of Object.keys(owner) as Type[])
    if (types[type] === asked) {
      const records = (owner[type] ?? []).map((text) => ({ type: asked, ttl, data: wireData(type, text) }))
      return records.length > 0 ? { rcode: 0, records } : { rcode: 0, records, soa }
    }
  return { rcode: 0, records: [], soa }
}

/** A name in wire format (RFC 1035 section 3.1), without compression. */
export function wireName(name: string): Buffer {
  const wire = Buffer.alloc(name.length + 2)
  let at = 0
  for (const label of name.split('.')) {
    wire[at] = label.length
    at += 1 + wire.write(label, at + 1, 'latin1')
  }
  return wire
}

function wireData(type: Type, text: string): Buffer {
  if (type === 'A') return Buffer.from(text.split('.').map(Number))
  if (type === 'AAAA') return wireAddress(text)
  if (type === 'TXT') return wireText(text)
  if (type === 'SOA') return soaData(text)
  if (type !== 'MX') return wireName(text)
  const [preference = '0', exchange = ''] = text.split(' ')
  return Buffer.concat([Buffer.from([0, Number(preference)]), wireName(exchange)])
}

/** Serial, refresh, retry, expire, minimum. */
export const soaData = (server: string): Buffer => {
  const times = Buffer.alloc(20)
  for (const [i, value] of [2026112401, 7200, 900, 1209600, 300].entries()) times.writeUInt32BE(value, i * 4)
  return Buffer.concat([wireName(server), wireName('hostmaster.list.net'), times])
}

function wireText(text: string): Buffer {
  const strings = text.match(/.{1,255}/g) ?? ['']
  return Buffer.concat(strings.flatMap((string) => [Buffer.from([string.length]), Buffer.from(string)]))
}

function wireAddress(text: string): Buffer {
  const [head = '', tail = ''] = text.split('::')
  const groups = (part: string) => part.split(':').filter(Boolean)
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0')
  const wire = Buffer.alloc(16)
  for (const [i, group] of [...groups(head), ...zeros, ...groups(tail)].entries())
    wire.writeUInt16BE(Number.parseInt(group, 16), i * 2)
  return wire
}
