import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import type { ResourceRecord } from '../../src/records/dns.ts'
import { type Letter, type LetterSigner, letter, ownSignature, zoneFor } from '../support/letters.ts'
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
/** dkimpy goes by the clock of the machine. */
const longAgo = new Date('2020-01-01T00:00:00Z')
const dated = (of: Letter): Letter => ({
  ...of,
  sign: (of.sign ?? [ownSignature]).map((signer) => ({ at: longAgo, ...signer })),
  seal: (of.seal ?? []).map((sealer) => ({ at: longAgo, ...sealer })),
})
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
  expired: { sign: [{ ...ownSignature, expires: new Date(longAgo.getTime() + hour) }] },
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

const script = `
import sys, json, base64, dkim
out = {}
for name, case in json.load(sys.stdin).items():
    message = base64.b64decode(case['message'])
    texts = {k.encode(): v.encode('latin1') for k, v in case['texts'].items()}
    find = lambda asked, timeout=5: texts.get(asked.rstrip(b'.').lower())
    results = []
    for i in range(case['count']):
        try:
            results.append(bool(dkim.DKIM(message).verify(idx=i, dnsfunc=find)))
        except Exception:
            results.append(False)
    try:
        cv, _, _ = dkim.ARC(message).verify(dnsfunc=find)
        chain = cv.decode() if isinstance(cv, bytes) else str(cv)
    except Exception:
        chain = 'fail'
    out[name] = {'results': results, 'chain': chain}
json.dump(out, sys.stdout)
`

const textsOf = (zone: string): Record<string, string> =>
  Object.fromEntries(
    readRecords(zone)
      .filter((record): record is ResourceRecord<'TXT'> => record.type === 'TXT')
      .map(({ name, data }) => [name, data.join('')]),
  )

describeWith(['dkimverify'], 'DKIM and ARC as dkimpy has them', () => {
  test('the two verifiers agree about every letter', async () => {
    const asked: Record<string, { message: string; texts: Record<string, string>; count: number }> = {}
    const ours: Record<string, { results: boolean[]; chain: string }> = {}
    for (const [name, undated] of Object.entries(letters)) {
      const of = dated(undated)
      const message = await letter(of)
      const zone = (zones[name] ?? zoneFor)(of)
      const { signatures, arc } = await verified(message, zone, { chunks: [1, 50, 3, 1000] })
      ours[name] = { results: signatures.signatures.map(({ result }) => result === 'pass'), chain: arc.result }
      const octets = Buffer.from(message, 'latin1').toString('base64')
      asked[name] = { message: octets, texts: textsOf(zone), count: signatures.count }
    }
    const answer = execFileSync('/usr/bin/python3', ['-c', script], { input: JSON.stringify(asked), encoding: 'utf8' })
    const theirs = JSON.parse(answer) as typeof ours
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
