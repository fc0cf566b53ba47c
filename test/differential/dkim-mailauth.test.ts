import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { createRequire } from 'node:module'
import test from 'node:test'
import { parseDkimKey } from '../../src/records/dkim/parse.ts'
import type { DkimKeyRecord } from '../../src/records/dkim/record.ts'
import { published } from '../support/published-keys.ts'

// Generated key records, good and broken: what we call usable for mail against what mailauth does in its strict mode.

type GetPublicKey = (
  type: string,
  name: string,
  leastBits: number,
  resolver: () => Promise<string[][]>,
  options: { strict: boolean; hashAlgo: string },
) => Promise<{ keyType: string; modulusLength?: number }>
const { getPublicKey }: { getPublicKey: GetPublicKey } = createRequire(import.meta.url)('mailauth/lib/tools')

/** Numbers from 0 up to below `limit`, the same ones for the same seed (mulberry32). */
function dice(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}
type Dice = ReturnType<typeof dice>
const pick = <T>(from: readonly T[], roll: Dice): T => from[roll(from.length)] as T

const { long2048, rfc6376, short512, rfc8463Ed25519: ed25519 } = published
const rsa = Buffer.from(long2048, 'base64')
const pkcs1 = createPublicKey({ key: rsa, format: 'der', type: 'spki' }).export({ format: 'der', type: 'pkcs1' })
const wrapped = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(ed25519, 'base64')])

const keys = [long2048, long2048, rfc6376, ed25519, ed25519]
const oddKeys = [
  short512,
  '',
  ' ',
  pkcs1.toString('base64'),
  wrapped.toString('base64'),
  `-----BEGIN PUBLIC KEY-----${long2048}-----END PUBLIC KEY-----`,
  long2048.slice(0, 235),
  long2048.slice(0, -4),
  long2048.slice(0, -3),
  `${long2048}=`,
  `${long2048}A`,
  Buffer.concat([rsa, Buffer.from('abc')]).toString('base64'),
  `${long2048.slice(0, 100)}=${long2048.slice(100)}`,
  `${long2048.slice(0, 100)} ${long2048.slice(100)}`,
  `${long2048.slice(0, 100)}" "${long2048.slice(100)}`,
  `${long2048.slice(0, 100)}\\${long2048.slice(100)}`,
  long2048.replace(/\+/g, '-').replace(/\//g, '_'),
  ed25519.slice(0, -1),
  `${ed25519}=`,
  Buffer.from(ed25519, 'base64').subarray(1).toString('base64'),
  'AAAAB3NzaC1yc2EAAAADAQABAAABgQ',
  'MIIDdzCCAl+gAwIBAgIEbGV',
  'none',
]
const versions = [
  'v=DKIM1',
  'v=DKIM1',
  'v=DKIM1',
  'v = DKIM1',
  'v=dkim1',
  'v=DKIM2',
  'v=',
  'v=DKIM1.0',
  'V=DKIM1',
  '"v=DKIM1',
]
const types = [
  'k=rsa',
  'k=rsa',
  'k=ed25519',
  'k=ed25519',
  'k=RSA',
  'k=Ed25519',
  'k=',
  'k=rsa-sha256',
  'k=dsa',
  'K=rsa',
  'k rsa',
  'k:rsa',
]
const hashes = [
  'h=sha256',
  'h=sha1:sha256',
  'h=sha1',
  'h=sha1 : sha256',
  'h=',
  'h=md5',
  'h=SHA256',
  'h=sha256:md5',
  'h=sha-256',
  'h=sha1,sha256',
]
const services = ['s=email', 's=*', 's=email:*', 's=tlsrpt', 's=', 's=EMAIL', 's=web:email', 'S=tlsrpt', 's=email,web']
const rest = [
  't=s',
  't=y',
  't=y:s',
  't=',
  't=x',
  'n=a note',
  'n="a note"',
  'n=caf\xc3\xa9',
  'g=*',
  'g=',
  'g=joe',
  'x=1',
  'x-y=1',
  '_x=1',
  'x1=',
  'omg',
  '=x',
  '',
]
const separators = ['; ', '; ', '; ', ';', ' ; ', ';;', ', ', ' ', '\\; ', ';\xc2\xa0', ';\t']
const wraps: readonly ((text: string) => string)[] = [
  (text) => `${text};`,
  (text) => `${text};;`,
  (text) => ` ${text} `,
  (text) => `"${text}"`,
  (text) => `\xef\xbb\xbf${text}`,
  (text) => `;${text}`,
  (text) => text.slice(0, 255),
  (text) => `${text}v=DKIM1; p=${rfc6376}`,
  (text) => text.replace(/;/g, '&#59;'),
]

function makeRecord(seed: number): string {
  const roll = dice(seed)
  const bad = roll(4) !== 0
  const some = (from: readonly string[], usual: number) => (bad && roll(3) === 0 ? pick(from, roll) : from[roll(usual)])
  const key = bad && roll(4) === 0 ? pick(oddKeys, roll) : pick(keys, roll)
  const tags = [
    roll(8) === 0 ? undefined : some(versions, 3),
    key === ed25519 && roll(3) !== 0 ? 'k=ed25519' : roll(3) === 0 ? undefined : some(types, 2),
    roll(4) === 0 ? some(hashes, 2) : undefined,
    roll(4) === 0 ? some(services, 3) : undefined,
    roll(3) === 0 ? some(rest, 3) : undefined,
    bad && roll(20) === 0 ? undefined : `p=${key}`,
  ].filter((tag) => tag !== undefined)
  if (bad && roll(12) === 0) tags.push(pick(tags, roll))
  if (bad && roll(8) === 0) tags.reverse()
  const separator = bad && roll(4) === 0 ? pick(separators, roll) : '; '
  const text = tags.join(separator)
  return roll(6) === 0 ? (bad ? pick(wraps, roll) : (wraps[0] as (text: string) => string))(text) : text
}

/** The records of the matrix that was measured with four verifiers, each with one fault. */
const matrix = [
  `v=DKIM1; k=rsa; p=${long2048}`,
  `v=DKIM1 k=rsa; p=${long2048}`,
  `v=DKIM1\\; k=rsa\\; p=${long2048}`,
  `"v=DKIM1; k=rsa; p=${long2048}"`,
  ...oddKeys.map((key) => `v=DKIM1; k=rsa; p=${key}`),
  ...oddKeys.map((key) => `v=DKIM1; k=ed25519; p=${key}`),
  `k=rsa; p=${long2048}; v=DKIM1`,
  ...versions.map((version) => `${version}; k=rsa; p=${long2048}`),
  ...types.flatMap((type) => keys.map((key) => `v=DKIM1; ${type}; p=${key}`)),
  ...[...hashes, ...services, ...rest].map((tag) => `v=DKIM1; k=rsa; ${tag}; p=${long2048}`),
  `v=DKIM1; p=${long2048}; p=${long2048}`,
  `v=DKIM1; p=${ed25519}`,
  ...wraps.map((wrap) => wrap(`v=DKIM1; k=rsa; p=${long2048}`)),
  ...separators.map((separator) => ['v=DKIM1', 'k=rsa', `p=${long2048}`].join(separator)),
  `v=DKIM 1; k=rsa; p=${long2048}`,
  `v=DKIM1;\xa0k=rsa; p=${long2048}`,
  `V=DKIM1 p=${rfc6376}v=DKIM1; p=${rfc6376}`,
  `v=DKIM1; t=y v=DKIM1; p=${long2048}`,
  'v=spf1 -all',
  's1.domainkey.relay.example',
]

const isUsable = ({ key, faults, hashes: h = ['sha256'], services: s }: DkimKeyRecord): boolean =>
  key !== undefined &&
  faults.every(({ tolerated }) => tolerated) &&
  h.includes('sha256') &&
  (s.includes('email') || s.includes('*')) &&
  (key.type === 'ed25519' || key.bits >= 1024)

const hasTolerated = ({ faults }: DkimKeyRecord, words: string) =>
  faults.some(({ says, tolerated }) => tolerated && says.includes(words))

const theirs = (text: string) =>
  getPublicKey('DKIM', 'a._domainkey.test', 1024, async () => [[text]], { strict: true, hashAlgo: 'sha256' }).then(
    () => undefined,
    (error: Error) => error.message,
  )

/** Where the two may differ, and why ours is the reading to keep. Whatever else differs fails the test, and so does one that no case shows. */
const differences: Record<string, { why: string; is(record: DkimKeyRecord, usable: boolean, text: string): boolean }> =
  {
    'v-not-first': {
      why: 'strict mailauth alone skips such a record; dkimpy, Mail::DKIM and OpenDKIM use it, so we say tolerated',
      is: (record, usable) => usable && hasTolerated(record, 'v= is not the first tag'),
    },
    'odd-tag-name': {
      why: 'a name such as x-y breaks the grammar, but OpenDKIM, dkimpy and Mail::DKIM pass over it, so we say tolerated',
      is: (record, usable) => usable && hasTolerated(record, 'is no name for a tag'),
    },
    'empty-key-type': {
      why: 'mailauth takes k= for k left out; the grammar wants a type, and dkimpy, Mail::DKIM and OpenDKIM know none',
      is: ({ faults }, usable) => !usable && faults.some(({ says }) => says.startsWith('k= reads nothing')),
    },
    'blanks-anywhere': {
      why: 'mailauth takes all blanks out before it reads, no-break ones too; others read no DKIM1 in "DKIM 1"',
      is: (_, usable, text) => !usable && /DKIM 1|k rsa|\xa0/.test(text),
    },
    'two-in-one': {
      why: 'of two records in one text, mailauth uses the second where an unknown tag has swallowed the first',
      is: ({ faults }, usable) => !usable && faults.some(({ says }) => says.includes('two key records were joined')),
    },
    'glued-to-another': {
      why: 'what is glued to a list or to an unknown tag is one more unknown word to mailauth; a lost semicolon is a fault',
      is: ({ faults }, usable) => !usable && faults.some(({ says }) => /between [thsA-Z]= and/.test(says)),
    },
  }

const count = Number(process.env.DKIM_CASES ?? (process.env.CI ? 20_000 : 3000))

test(`what we call usable is what mailauth (strict) uses, on ${count} generated key records`, async () => {
  const shown = new Set<string>()
  let usable = 0
  for (const text of [...matrix, ...Array.from({ length: count }, (_, i) => makeRecord(i + 1))]) {
    const record = parseDkimKey([text])
    const [mine, why] = [isUsable(record), await theirs(text)]
    if (mine) usable++
    if (mine === (why === undefined)) continue
    const known = Object.entries(differences).find(([, { is }]) => is(record, mine, text))
    if (known) shown.add(known[0])
    else
      assert.fail(
        `${mine ? 'usable' : 'no use'}: ${record.faults.map(({ says }) => says)} / ${why}: ${JSON.stringify(text)}`,
      )
  }
  assert.deepEqual(
    Object.keys(differences).filter((name) => !shown.has(name)),
    [],
  )
  assert.ok(usable > count / 10 && usable < count * 0.9, `${usable} usable`)
})
