/** Messages as they come over TCP, each after its length in two octets (RFC 1035 section 4.2.2), cut anywhere. */
export interface Frames {
  /** Octets of the length seen so far. */
  head: number[]
  /** The message being filled, once its length is known. */
  body?: Buffer | undefined
  filled: number
}

export const openFrames = (): Frames => ({ head: [], filled: 0 })

/** Takes the next chunk and gives the messages that it completes. */
export function takeFrames(frames: Frames, chunk: Buffer): Buffer[] {
  const whole: Buffer[] = []
  let at = 0
  while (at < chunk.length || frames.body?.length === 0) {
    if (!frames.body) {
      frames.head.push(chunk[at++] as number)
      if (frames.head.length < 2) continue
      const [high = 0, low = 0] = frames.head.splice(0)
      frames.body = Buffer.allocUnsafe(high * 256 + low)
      frames.filled = 0
    }
    const taken = chunk.copy(frames.body, frames.filled, at)
    at += taken
    frames.filled += taken
    if (frames.filled < frames.body.length) continue
    whole.push(frames.body)
    frames.body = undefined
  }
  return whole
}

/** A message with its length before it, in one piece: two writes may become two segments. */
export function frame(message: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(message.length + 2)
  framed.writeUInt16BE(message.length, 0)
  message.copy(framed, 2)
  return framed
}
