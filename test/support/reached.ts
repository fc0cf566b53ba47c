import type { ChildProcess } from 'node:child_process'
import { connect } from 'node:net'

/** Waits until that port takes connections; gives up after 15 seconds, or at once when its program has ended. */
export async function accepts(child: ChildProcess, address: string, port: number): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 30))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`)
    if (await taken(address, port)) return
  }
  throw new Error(`nobody takes connections at ${address}:${port} within 15 s`)
}

const taken = (address: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, address)
    socket.once('connect', () => {
      resolve(true)
      socket.end().resume()
    })
    socket.once('error', () => resolve(false))
  })
