import type { Socket } from 'node:net'
import { blind, type Observation, seen } from '../../core/observation.ts'
import type { Broken, SmtpAsk, SmtpSession } from '../../core/smtp.ts'
import { parseAddress } from '../../records/address.ts'
import { secondsOf } from '../dns/trouble.ts'
import { elapsed, listenTo, type Wire } from './wire.ts'

/** Where a server is really reached. */
export interface Place {
  address: string
  port: number
}

/** Connects: on trouble there is no socket. */
export async function connect(
  wire: Wire,
  to: Place,
  source: SmtpAsk['source'],
  timeoutMs: number,
): Promise<SmtpSession['connected']> {
  const begun = performance.now()
  const result = await dial(wire, to, source, timeoutMs)
  const ms = elapsed(wire, begun)
  if (typeof result === 'string') return { ms, broken: { trouble: 'silent', detail: result } }
  if (result instanceof Error) return { ms, broken: await troubleOf(result, wire.who, to, source) }
  if ('trouble' in result) return { ms, broken: result }
  const { localAddress = '' } = result
  return { ms, source: parseAddress(localAddress)?.text ?? localAddress }
}

function dial(
  wire: Wire,
  to: Place,
  source: string | undefined,
  timeoutMs: number,
): Promise<Socket | Error | Broken | string> {
  return new Promise((done) => {
    const socket = process.getBuiltinModule('node:net').connect({
      host: to.address,
      port: to.port,
      autoSelectFamily: false,
      noDelay: true,
      ...(source !== undefined && { localAddress: source }),
    })
    const settle = (result: Socket | Error | Broken | string) => {
      clearTimeout(timer)
      wire.wake = () => {}
      socket.off('error', settle).off('connect', ready)
      if (result !== socket) socket.on('error', () => {}).destroy()
      done(result)
    }
    const ready = () => {
      listenTo(wire, socket)
      settle(socket)
    }
    const timer = setTimeout(
      () => settle(`${wire.who} did not take a connection within ${secondsOf(timeoutMs)}`),
      timeoutMs,
    )
    wire.wake = () => {
      const { trouble, says = '' } = wire.ended ?? {}
      if (trouble) settle({ trouble, detail: says })
    }
    socket.once('error', settle).once('connect', ready)
  })
}

const noFamily = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])
const noWay = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN'])

async function troubleOf(error: Error, who: string, to: Place, source: string | undefined): Promise<Broken> {
  const { code = 'EUNKNOWN' } = error as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED') return { trouble: 'refused', detail: `nothing listens at ${who}` }
  if (code === 'ETIMEDOUT') return { trouble: 'silent', detail: `${who} did not take a connection` }
  if (code === 'ECONNRESET') return { trouble: 'hung-up', detail: `${who} ended the connection before it stood` }
  if (source !== undefined && noFamily.has(code)) {
    const sameFamily = parseAddress(source)?.family === parseAddress(to.address)?.family
    return sameFamily
      ? { trouble: 'unreachable', detail: `this machine has no address ${source} to connect to ${who} from (${code})` }
      : { trouble: 'no-route', detail: `${who} cannot be reached from ${source}, which is of the other family` }
  }
  // A router says the same as this machine's own routes: those can be asked.
  if (noFamily.has(code) || (noWay.has(code) && (await hasNoRoute(to.address))))
    return { trouble: 'no-route', detail: `this machine has no route to ${who}` }
  return { trouble: 'unreachable', detail: `${who} cannot be reached (${code})` }
}

async function hasNoRoute(address: string): Promise<boolean> {
  const source = await sourceToward(address)
  return source.seen && source.value === undefined
}

/** The address of this machine that packets to that address leave from, by its own routes. Nothing is sent. */
export async function sourceToward(address: string): Promise<Observation<string | undefined>> {
  for (let left = tries; ; left--) {
    const asked = await askRoute(address)
    if (!(asked instanceof Error)) return seen(asked)
    if (left === 0)
      return blind({
        reason: 'not-attempted',
        detail: `the routes of this machine could not be asked (${asked.message})`,
      })
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** More files open than this machine allows us says nothing of its routes, and passes. */
const tries = 20
const isBusy = ({ code = '' }: NodeJS.ErrnoException): boolean =>
  ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'].includes(code)

function askRoute(address: string): Promise<string | Error | undefined> {
  const family = parseAddress(address)?.family
  if (family === undefined) return Promise.resolve(undefined)
  return new Promise((done) => {
    const socket = process.getBuiltinModule('node:dgram').createSocket(family === 4 ? 'udp4' : 'udp6')
    const settle = (source: string | Error | undefined) => {
      socket.removeAllListeners().on('error', () => {})
      socket.close()
      done(source)
    }
    const failed = (error: Error) => settle(isBusy(error) ? error : undefined)
    socket.once('error', failed)
    // Port 9 is "discard"; connecting a datagram socket only looks a route up. Trouble comes either way, once.
    socket.connect(9, address, (error?: Error) => (error ? failed(error) : settle(canonical(socket.address().address))))
  })
}

const canonical = (local: string): string | undefined => {
  const text = parseAddress(local.replace(/%.*$/, ''))?.text
  return text === '0.0.0.0' || text === '::' ? undefined : text
}
