import type { BlindReason } from '../../core/observation.ts'

/** A place where queries wait for their answers: one UDP socket or one TCP connection. */
export interface Desk {
  waiting: Map<number, Pending>
  /** Called when a query has gone from `waiting`. */
  left(): void
}

/** One query on its way. `query` is the whole message; the channel writes the ID into it. */
export interface Pending {
  query: Buffer
  id: number
  desk?: Desk | undefined
}

/** What kept a query from being asked: an errno code, `CLOSED` for a connection that ended without an answer. */
export interface Trouble {
  code: string
  /** It failed on this machine, before anything was sent: no route, no such family. */
  local: boolean
  /** Where the code alone says too little: a clause in which the server stands as `{who}`. */
  says?: string
  /** Default `unreachable`. */
  reason?: BlindReason
}

/** Who is told. Whatever carries the ID of a waiting query is handed on; it is not yet known to be its answer. */
export interface Ear<P extends Pending = Pending> {
  /** `age`: for how many seconds a cache on the way has kept the answer. */
  heard(pending: P, octets: Buffer, age?: number): void
  failed(pending: P, trouble: Trouble): void
}

/** Where a server is really reached; over TLS and HTTPS `address` may be a host name. */
export interface Endpoint {
  address: string
  port: number
}

/** Gives a query a place and an ID that is free there. */
export function seat(desk: Desk, pending: Pending, draw: () => number): void {
  let id = draw()
  while (desk.waiting.has(id)) id = draw()
  pending.id = id
  pending.desk = desk
  pending.query.writeUInt16BE(id, 0)
  desk.waiting.set(id, pending)
}

/** No answer to this query is wanted any more. */
export function forget(pending: Pending): void {
  const { desk } = pending
  if (!desk?.waiting.delete(pending.id)) return
  pending.desk = undefined
  desk.left()
}

/** Tells everybody who waits at a desk that it has failed. */
export function failAll<P extends Pending>(desk: Desk, ear: Ear<P>, trouble: Trouble): void {
  const waiting = [...desk.waiting.values()] as P[]
  desk.waiting.clear()
  for (const pending of waiting) {
    pending.desk = undefined
    ear.failed(pending, trouble)
  }
}

const noRouteCodes = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

/** An error of a socket as trouble; `early` where it came before anything could be sent. */
export function troubleOf(error: Error, early: boolean): Trouble {
  const { code = 'EUNKNOWN' } = error as NodeJS.ErrnoException
  return { code, local: early && noRouteCodes.has(code) }
}
