import { withoutComments } from './comments.ts'
import { trimBlanks } from './fields.ts'

/** A Message-ID; `id` is without its angle brackets. */
export type MessageId = { id: string; left: string; right: string } | { fault: string }

/** May hold blanks (RFC 5322 section 4.5.4: obs-id-left is a local part). */
const quotedLeft = /^"(?:[^"\\]|\\.)*"(?=@)/
const atom = /^[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+)*$/iu

/** Reads a msg-id (RFC 5322 section 3.6.4, the quoted left side of section 4.5.4 too). A fault is a clause ("it has no @"). */
export function parseMessageId(value: string): MessageId {
  const text = trimBlanks(withoutComments(value))
  if (text === '') return { fault: 'it is empty' }
  if (!text.startsWith('<') || !text.endsWith('>')) return { fault: 'it does not stand in angle brackets' }
  const id = text.slice(1, -1)
  if (/[<>]/.test(id)) return { fault: 'it is more than one' }
  if (/\s/.test(id.replace(quotedLeft, ''))) return { fault: 'it has a blank inside' }
  const at = id.lastIndexOf('@')
  if (at < 0) return { fault: 'it has no @' }
  const left = id.slice(0, at)
  const right = id.slice(at + 1)
  if (left === '') return { fault: 'nothing stands before its @' }
  if (right === '') return { fault: 'nothing stands behind its @' }
  const wrong = sideFault(left, 'before', /^"(?:[^"\\]|\\.)*"$/) ?? sideFault(right, 'behind', /^\[[^[\]\\]*\]$/)
  return wrong === undefined ? { id, left, right } : { fault: wrong }
}

/** Atoms with single dots between, or that other form. */
function sideFault(text: string, where: string, other: RegExp): string | undefined {
  if (atom.test(text) || other.test(text)) return undefined
  const odd = /[^a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}.-]/iu.exec(text)?.[0]
  return odd === undefined
    ? `what stands ${where} its @ has a dot where none may be`
    : `what stands ${where} its @ holds ${odd === '"' ? 'a quotation mark' : `the character ${odd}`}`
}
