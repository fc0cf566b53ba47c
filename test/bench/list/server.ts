import { Buffer } from 'node:buffer'
import { createSocket, type RemoteInfo } from 'node:dgram'
import { answerTo, type Record, soaData, types, wireName } from './world.ts'

/**
 * `node server.ts DELAY-MS`: serves the generated world over UDP on 127.0.0.1, every answer that long after its question,
 * and prints its port. Octets go in and out with no detour, so that the server is not what is measured. At the end of
 * its input it prints how many questions it was asked, and ends.
 */
const delayMs = Number(process.argv[2])
const questionAt = 12
const socket = createSocket({
  type: 'udp4',
  recvBufferSize: 1 << 22,
  sendBufferSize: 1 << 22,
  // Who asks has an address: there is no name to look up.
  lookup: (host, _options, done) => done(null, host, 4),
})
const leaving: { due: number; octets: Buffer; peer: RemoteInfo }[] = []
let asked = 0
let next = 0

socket.on('message', (octets, peer) => {
  const question = read(octets)
  if (!question) return
  asked++
  leaving.push({ due: performance.now() + delayMs, octets: respond(octets, question), peer })
  if (leaving.length - next === 1) setTimeout(leave, delayMs)
})

/** Every answer waits equally long, so they leave in the order in which they came. */
function leave() {
  const now = performance.now()
  for (; next < leaving.length; next++) {
    const { due, octets, peer } = leaving[next] as (typeof leaving)[number]
    if (due > now) break
    socket.send(octets, peer.port, peer.address)
  }
  if (next < leaving.length) setTimeout(leave, 1)
  if (next < 1000) return
  leaving.splice(0, next)
  next = 0
}

function read(octets: Buffer): { name: string; type: number; end: number } | undefined {
  const labels: string[] = []
  let at = questionAt
  for (let length = octets[at] ?? 0; length > 0; length = octets[at] ?? 0) {
    labels.push(octets.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  const end = at + 5
  return end > octets.length
    ? undefined
    : { name: labels.join('.').toLowerCase(), type: octets.readUInt16BE(at + 1), end }
}

function respond(query: Buffer, { name, type, end }: { name: string; type: number; end: number }): Buffer {
  const { rcode, records, soa } = answerTo(name, type)
  const authority = soa === undefined ? [] : [denialOf(soa)]
  const head = Buffer.from(query.subarray(0, end))
  const recursion = (query[2] ?? 0) & 1
  head[2] = 0x80 | recursion | (recursion ? 0 : 4)
  head[3] = (recursion ? 0x80 : 0) | rcode
  head.writeUInt16BE(records.length, 6)
  head.writeUInt16BE(authority.length, 8)
  head.writeUInt16BE(1, 10)
  return Buffer.concat([head, ...records.map(record), ...authority, edns])
}

const mostDenials = 1000
const denials = new Map<string, Buffer>()

/** The SOA record of a zone that denies: most answers hold one, and those about one domain the same. */
function denialOf(zone: string): Buffer {
  const denial = denials.get(zone) ?? record({ name: zone, type: types.SOA, ttl: 300, data: soaData(zone) })
  if (denials.size >= mostDenials) denials.clear()
  denials.set(zone, denial)
  return denial
}

/** RFC 6891 section 6.1.2: 1232 octets are welcome. */
const edns = Buffer.from([0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0, 0, 0])

/** RFC 1035 section 4.1.4: the name asked for is pointed at. */
function record({ name, type, ttl, data }: Record): Buffer {
  const owner = name === undefined ? Buffer.from([0xc0, questionAt]) : wireName(name)
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(type, 0)
  fixed.writeUInt16BE(1, 2)
  fixed.writeUInt32BE(ttl, 4)
  fixed.writeUInt16BE(data.length, 8)
  return Buffer.concat([owner, fixed, data])
}

socket.bind(0, '127.0.0.1', () => console.log(socket.address().port))
process.stdin.on('end', () => {
  console.log(asked)
  process.exit()
})
process.stdin.resume()
