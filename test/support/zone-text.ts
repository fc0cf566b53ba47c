import type { RecordData, RecordType, ResourceRecord } from '../../src/records/dns.ts'

const name = (text = '') => (text === '.' ? text : text.toLowerCase().replace(/\.$/, ''))

const strings = (text: string) =>
  [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => (m[1] ?? '').replace(/\\(.)/g, '$1'))

const readers: { [T in RecordType]: (data: string) => RecordData[T] } = {
  A: String,
  AAAA: String,
  NS: name,
  CNAME: name,
  DNAME: name,
  PTR: name,
  MX: (data) => {
    const [preference, exchange] = data.split(/\s+/)
    return { preference: Number(preference), exchange: name(exchange) }
  },
  TXT: strings,
  SPF: strings,
  SOA: (data) => {
    const [mname, rname, ...times] = data.split(/\s+/)
    const [serial = 1, refresh = 7200, retry = 900, expire = 1209600, minimum = 300] = times.map(Number)
    return { mname: name(mname), rname: name(rname), serial, refresh, retry, expire, minimum }
  },
  DS: (data) => {
    const [keyTag, algorithm, digestType, digest = ''] = data.split(/\s+/)
    return { keyTag: Number(keyTag), algorithm: Number(algorithm), digestType: Number(digestType), digest }
  },
  TLSA: (text) => {
    const [usage, selector, matchingType, data = ''] = text.split(/\s+/)
    return { usage: Number(usage), selector: Number(selector), matchingType: Number(matchingType), data }
  },
  DNSKEY: (data) => {
    const [flags, protocol, algorithm, key = ''] = data.split(/\s+/)
    return { flags: Number(flags), protocol: Number(protocol), algorithm: Number(algorithm), key }
  },
}

/**
 * Records from lines `name [ttl] TYPE data`, every name absolute with or without its dot, TXT in quotes, `;` begins a
 * comment line: `shop.example MX 10 mx.shop.example`. SOA times may be left out.
 */
export function readRecords(text: string): ResourceRecord[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith(';'))
    .map((line) => {
      const [, owner, ttl, type, data = ''] = /^(\S+)\s+(?:(\d+)\s+)?([A-Z]+)(?:\s+(.*))?$/.exec(line) ?? []
      const read = readers[type as RecordType]
      if (!read) throw new Error(`not a record line: ${line}`)
      return { name: name(owner), type: type as RecordType, ttl: Number(ttl ?? 3600), data: read(data) }
    })
}
