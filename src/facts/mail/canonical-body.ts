/** A body in one of DKIM's forms (RFC 6376 section 3.4), handed on as it becomes certain. */
export interface CanonicalBody {
  write(chunk: Uint8Array): void
  /** Hands on what is left. */
  end(): void
}
/** Takes the next octets of the canonical body; they are good until it returns. */
export type BodySink = (octets: Uint8Array) => void

const lf = 10
const cr = 13
const blank = 32
const tab = 9
const room = 65_536

/**
 * Section 3.4.3 (simple) and 3.4.4 (relaxed): lines end with CRLF, whether they came with CR or not; empty lines at the end
 * are dropped; relaxed drops blanks at line ends, and makes of several one.
 */
export function canonicalBody(form: 'simple' | 'relaxed', sink: BodySink): CanonicalBody {
  const out = new Uint8Array(room)
  let used = 0
  const put = (octet: number) => {
    if (used === room) flush()
    out[used++] = octet
  }
  const flush = () => {
    if (used > 0) sink(out.subarray(0, used))
    used = 0
  }
  const relaxed = form === 'relaxed'
  /** Line ends that are handed on once something follows them. */
  let lineEnds = 0
  let blanks = false
  let hasCr = false
  let isEmpty = true
  const content = (octet: number) => {
    for (; lineEnds > 0; lineEnds--) {
      put(cr)
      put(lf)
    }
    if (blanks) put(blank)
    blanks = false
    isEmpty = false
    put(octet)
  }
  return {
    write(chunk) {
      for (let i = 0; i < chunk.length; i++) {
        const octet = chunk[i] as number
        if (octet === lf) {
          hasCr = false
          blanks = false
          lineEnds++
          continue
        }
        if (hasCr) content(cr)
        hasCr = octet === cr
        if (hasCr) continue
        if (relaxed && (octet === blank || octet === tab)) blanks = true
        else content(octet)
      }
    },
    end() {
      if (hasCr) content(cr)
      if (!isEmpty || !relaxed) {
        put(cr)
        put(lf)
      }
      flush()
    },
  }
}
