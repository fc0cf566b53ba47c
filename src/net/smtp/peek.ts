import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/**
 * A connection as a stream that TLS can run over, whose first octets are looked at before TLS sees them: where they are no
 * record of TLS, `inClear` is told of them, and nothing is passed on; `inTls` is told once that they are one.
 */
export function peeking(socket: Socket, inClear: (octets: Buffer) => void, inTls = () => {}): Duplex {
  let looked = false
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy(error, done) {
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', (chunk: Buffer) => {
    if (!looked && !isRecord(chunk)) return inClear(chunk)
    if (!looked) inTls()
    looked = true
    if (!stream.push(chunk)) socket.pause()
  })
  socket.on('end', () => stream.push(null))
  socket.on('error', (error) => stream.destroy(error))
  socket.on('close', () => stream.destroy())
  return stream
}

/** An alert or a handshake, in a version that begins with 3 (RFC 8446 section 5.1); the second octet may come later. */
const isRecord = ([type, version = 3]: Buffer): boolean => (type === 0x15 || type === 0x16) && version === 3
