import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ToVerify, type Verified, verifiedByDkimpy } from '../support/dkimpy.ts'
import { type Letter, type LetterSigner, letter, letterTime, ownSignature, zoneFor } from '../support/letters.ts'
import { verified } from '../support/mail-verified.ts'
import { describeWith } from '../support/real-server.ts'
import { readRecords } from '../support/zone-text.ts'

// Every message is verified by dkimpy as well, signature by signature, and its chain of seals.

const simple = { canonicalization: 'simple/simple' } as const
const ed: LetterSigner = { ...ownSignature, selector: 'ed', key: 'ed25519' }
const list = {
  domain: 'list.example',
  selector: 'a',
  key: 'other2048',
  authResults: 'list.example; dkim=pass',
} as const
const forward = {
  domain: 'forward.example',
  selector: 'b',
  key: 'rsa1024',
  authResults: 'forward.example; arc=pass',
} as const
const longAgo = new Date('2020-01-01T00:00:00Z')
const append = (text: string) => (signed: string) => signed + text
const hour = 3_600_000

const forms = ['relaxed/relaxed', 'relaxed/simple', 'simple/relaxed', 'simple/simple'] as const
const bodies: Record<string, string> = {
  ordinary: 'Hello Anna,\r\n\r\nyour order\r\n',
  none: '',
  'empty lines': '\r\n\r\n\r\n',
  blanks: ' a  \t b \r\n\t\r\n \r\n c\r\n\r\n \r\n',
  'no end': 'a\r\nb',
  'blanks at the end of all': 'a\r\nb \t ',
  'dots and 8-bit': '.a\r\n..b\r\nGr\xc3\xbc\xc3\x9fe \xff\r\n',
}
const letters: Record<string, Letter> = {
  ...Object.fromEntries(
    forms.flatMap((canonicalization) =>
      Object.entries(bodies).map(([name, body]): [string, Letter] => [
        `${name}, ${canonicalization}`,
        {
          body,
          sign: [
            { ...ownSignature, canonicalization },
            { ...ed, canonicalization },
          ],
          seal: [list],
        },
      ]),
    ),
  ),
  'two seals': { seal: [list, forward] },
  'a footer': { change: append('Footer\r\n'), seal: [list] },
  'empty lines at the end': { change: append('\r\n\r\n'), sign: [ownSignature, { ...ed, ...simple }] },
  'blanks at a line end': {
    change: (signed) => signed.replace('today.', 'today.  '),
    sign: [ownSignature, { ...ed, ...simple }],
  },
  'blanks in a field': {
    change: (signed) => signed.replace('\r\nSubject: Your', '\r\nSubject:   Your'),
    sign: [ownSignature, { ...ed, ...simple }],
  },
  'a fold in a field': {
    change: (signed) => signed.replace('Your order has', 'Your order\r\n\thas'),
    sign: [ownSignature, { ...ed, ...simple }],
  },
  'a tag before the Subject': { change: (signed) => signed.replace('\r\nSubject: ', '\r\nSubject: [x] ') },
  'a second Subject on top': { change: (signed) => `Subject: Buy\r\n${signed}` },
  'a second Subject below': { change: (signed) => signed.replace('\r\nDate: ', '\r\nSubject: Buy\r\nDate: ') },
  'a field that is gone': { change: (signed) => signed.replace(/\r\nMIME-Version: 1\.0/, '') },
  'l=': { sign: [{ ...ownSignature, bodyLength: 10 }], change: append('more\r\n') },
  'l= of more than there is': { sign: [{ ...ownSignature, bodyLength: 40 }], change: (signed) => signed.slice(0, -50) },
  '512 bits': { sign: [{ ...ownSignature, key: 'rsa512' }] },
  '1024 bits': { sign: [{ ...ownSignature, key: 'rsa1024' }] },
  'SHA-1': { sign: [{ ...ownSignature, algorithm: 'rsa-sha1' }] },
  expired: { sign: [{ ...ownSignature, at: longAgo, expires: new Date(longAgo.getTime() + hour) }] },
  'a key of another': { sign: [{ ...ownSignature, key: 'other2048' }, ownSignature].slice(0, 1) as LetterSigner[] },
  'seals in disorder': {
    seal: [list, forward],
    trace: ['ARC-Seal: i=3; a=rsa-sha256; cv=pass; d=x.example; s=x; b=AA=='],
  },
}
/** Keys that do not stand where the letter has them. */
const zones: Record<string, (of: Letter) => string> = {
  'a key of another': () => zoneFor(),
}

const unendedBlanks =
  'RFC 6376 section 3.4.4 drops blanks at the end of lines; dkimpy leaves those of a last line without its end, which SMTP never brings'
/** Where the two differ by their nature, each with the reason. One that begins to agree must leave the list. */
const deviations: Record<string, string> = {
  'SHA-1': 'dkimpy accepts it, which RFC 8301 section 3.1 forbids',
  ...Object.fromEntries(forms.map((form) => [`blanks at the end of all, ${form}`, unendedBlanks])),
}

describeWith(['dkimverify'], 'DKIM and ARC as dkimpy has them', () => {
  test('the two verifiers agree about every letter', async () => {
    const asked: Record<string, ToVerify> = {}
    const ours: Record<string, Verified> = {}
    for (const [name, of] of Object.entries(letters)) {
      const message = await letter(of)
      const zone = (zones[name] ?? zoneFor)(of)
      const { signatures, arc } = await verified(message, zone, { chunks: [1, 50, 3, 1000] })
      ours[name] = { results: signatures.signatures.map(({ result }) => result === 'pass'), chain: arc.result }
      asked[name] = { message, records: readRecords(zone), count: signatures.count }
    }
    const theirs = verifiedByDkimpy(asked, letterTime)
    assert.ok(
      Object.values(ours)
        .flatMap(({ results }) => results)
        .includes(false),
    )
    const differing = Object.keys(letters).filter((name) => JSON.stringify(ours[name]) !== JSON.stringify(theirs[name]))
    const shown = differing.map(
      (name) => `${name}: ${JSON.stringify(ours[name])}, dkimpy ${JSON.stringify(theirs[name])}`,
    )
    assert.deepEqual(differing.sort(), Object.keys(deviations).sort(), shown.join('\n'))
  })
})
