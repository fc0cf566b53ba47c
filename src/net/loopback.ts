import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

const address = '127.0.0.1'
const withinMs = 2000

/**
 * What keeps servers and clients on loopback from each other, by the call that failed (`listen EADDRINUSE`), or `silent`: nothing arrives.
 * One connection and one datagram are tried.
 */
export async function loopbackTrouble(): Promise<string | undefined> {
  try {
    await within(overTcp())
    await within(overUdp())
    return undefined
  } catch (error) {
    return socketTrouble(error) ?? 'silent'
  }
}

/** The call of the system that failed for a socket, and its code; nothing for any other error. */
export function socketTrouble(error: unknown): string | undefined {
  const { code, syscall = '' } = error as NodeJS.ErrnoException
  return ['listen', 'bind', 'connect', 'socket', 'send'].includes(syscall) ? `${syscall} ${code}` : undefined
}

async function overTcp(): Promise<void> {
  const { connect, createServer } = process.getBuiltinModule('node:net')
  const server = createServer((socket) => socket.on('error', () => {}).end())
  try {
    server.listen(0, address)
    await once(server, 'listening')
    const client = connect((server.address() as AddressInfo).port, address)
    try {
      await once(client, 'connect')
    } finally {
      client.on('error', () => {}).destroy()
    }
  } finally {
    server.close()
  }
}

async function overUdp(): Promise<void> {
  const { createSocket } = process.getBuiltinModule('node:dgram')
  const [server, client] = [createSocket('udp4'), createSocket('udp4')]
  try {
    server.bind(0, address)
    await once(server, 'listening')
    const came = once(server, 'message')
    const failed = once(client, 'error').then(([error]) => Promise.reject(error))
    client.send('.', server.address().port, address, (error) => error && client.emit('error', error))
    await Promise.race([came, failed])
  } finally {
    for (const socket of [server, client]) socket.on('error', () => {}).close()
  }
}

const within = (trying: Promise<void>): Promise<void> =>
  Promise.race([trying, new Promise<void>((_, late) => setTimeout(() => late(new Error('silent')), withinMs).unref())])

type Running = { close(): Promise<void> }

/** Servers that were started together: where one of them could not be, the others are closed. */
export async function allOrNone<S extends readonly Promise<Running>[] | []>(
  starting: S,
): Promise<{ -readonly [K in keyof S]: Awaited<S[K]> }> {
  const all: readonly PromiseSettledResult<Running>[] = await Promise.allSettled(starting)
  const failed = all.find((one): one is PromiseRejectedResult => one.status === 'rejected')
  if (!failed) return Promise.all(starting)
  await Promise.all(all.map((one) => (one.status === 'fulfilled' ? one.value.close() : undefined)))
  throw failed.reason
}
