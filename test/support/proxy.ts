import { Buffer } from 'node:buffer'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import type { Message } from '../../src/net/dns/message.ts'
import { type NameServer, type Question, startNameServer } from '../../src/net/dns/name-server.ts'
import { decodeMessage } from '../../src/net/dns/wire.ts'

/** One question that came through, in the order of arrival; times in ms of performance.now(). */
export interface Passage {
  question: Pick<Question, 'name' | 'type' | 'transport' | 'from' | 'recursionDesired' | 'checkingDisabled'>
  at: number
  /** Absent where the question or its answer was lost. */
  answer?: Message
}

export interface Proxy extends Pick<NameServer, 'address' | 'port' | 'close'> {
  passages: Passage[]
}

/**
 * A name server that passes every question on to the one at `port` of 127.0.0.1 and its answer back `delayMs` after
 * the question came.
 * Of what goes over UDP it loses the share `loss`, half of it as questions and half as answers, the same ones for the same `seed`.
 */
export async function startProxy(
  port: number,
  { delayMs = 0, loss = 0, seed = 1, address = '127.0.0.1' } = {},
): Promise<Proxy> {
  const random = randomFrom(seed)
  const passages: Passage[] = []
  const server = await startNameServer({
    address,
    async answer({ octets, ...question }) {
      const fate = question.transport === 'tcp' ? 1 : random()
      const passage: Passage = { question, at: performance.now() }
      passages.push(passage)
      if (fate < loss / 2) return undefined
      const raw = await (question.transport === 'tcp' ? askTcp : askUdp)(port, octets)
      if (!raw || fate < loss) return undefined
      passage.answer = decodeMessage(raw)
      return { raw, delayMs: Math.max(0, delayMs - (performance.now() - passage.at)) }
    },
  })
  return { address: server.address, port: server.port, passages, close: server.close }
}

/** Numbers from 0 to 1 that repeat for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const patience = 10_000

function askUdp(port: number, octets: Buffer): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const end = (answer?: Buffer) => {
      clearTimeout(late)
      socket.close()
      resolve(answer)
    }
    const late = setTimeout(end, patience)
    socket.once('error', () => end())
    socket.once('message', end)
    socket.send(octets, port, '127.0.0.1')
  })
}

function askTcp(port: number, octets: Buffer): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let held: Buffer = Buffer.alloc(0)
    const end = (answer?: Buffer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(patience, end)
    socket.once('error', () => end())
    socket.once('end', () => end())
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk])
      if (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) end(held.subarray(2, 2 + held.readUInt16BE(0)))
    })
    socket.write(Buffer.concat([Buffer.from([octets.length >> 8, octets.length & 255]), octets]))
  })
}
