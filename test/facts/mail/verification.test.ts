import assert from 'node:assert/strict'
import { createHash, sign } from 'node:crypto'
import test from 'node:test'
import type { MailSignature } from '../../../src/core/mail-auth.ts'
import { privateKey } from '../../support/letter-keys.ts'
import {
  keyLine,
  type Letter,
  type LetterSigner,
  letter,
  letterTime,
  ownSignature,
  zoneFor,
} from '../../support/letters.ts'
import { verified } from '../../support/mail-verified.ts'

type How = Parameters<typeof verified>[2]
const ed: LetterSigner = { ...ownSignature, selector: 'ed', key: 'ed25519' }

async function signaturesOf(of: Letter, how: How = {}, zone = zoneFor(of)): Promise<readonly MailSignature[]> {
  return (await verified(await letter(of), zone, how)).signatures.signatures
}
async function only(of: Letter, how: How = {}, zone = zoneFor(of)): Promise<MailSignature> {
  const [first, ...others] = await signaturesOf(of, how, zone)
  assert.ok(first)
  assert.equal(others.length, 0)
  return first
}

test('a clean signature passes, with its key and whose it is', async () => {
  const signature = await only({})
  assert.equal(signature.result, 'pass')
  assert.equal(signature.whose, 'author')
  assert.equal(signature.domain, 'shop.example')
  assert.equal(signature.selector, 's1')
  assert.equal(signature.algorithm, 'rsa-sha256')
  assert.deepEqual(signature.canonicalization, { header: 'relaxed', body: 'relaxed' })
  assert.ok(signature.fields.includes('from'))
  assert.equal(signature.key?.live?.key.type, 'rsa')
  assert.equal(signature.problem, undefined)
  assert.equal(signature.broke, undefined)
})

for (const canonicalization of ['relaxed/relaxed', 'relaxed/simple', 'simple/relaxed', 'simple/simple'] as const)
  test(`chunks of any size verify alike: ${canonicalization}`, async () => {
    const of: Letter = {
      body: 'Hello  \t Anna,\r\n\r\n\r\n with blanks \r\n.dots\r\n\r\n\r\nno end',
      sign: [
        { ...ownSignature, canonicalization },
        { ...ed, canonicalization },
      ],
    }
    for (const chunks of [[1], [2], [3, 1], [7, 64, 1], [1_000_000]]) {
      const signatures = await signaturesOf(of, { chunks })
      assert.deepEqual(
        signatures.map(({ result }) => result),
        ['pass', 'pass'],
        String(chunks),
      )
    }
  })

test('a file kept with LF throughout verifies all the same', async () => {
  const of: Letter = { sign: [{ ...ownSignature, canonicalization: 'simple/simple' }, ed], seal: [sealer] }
  const kept = (await letter(of)).replaceAll('\r\n', '\n')
  for (const chunks of [[1], [500]]) {
    const { signatures, arc } = await verified(kept, zoneFor(of), { chunks })
    assert.deepEqual(
      signatures.signatures.map(({ result }) => result),
      ['pass', 'pass'],
    )
    assert.equal(arc.result, 'pass')
  }
})

const sealer = {
  domain: 'list.example',
  selector: 'a',
  key: 'other2048',
  authResults: 'list.example; dkim=pass',
} as const

for (const [name, message] of Object.entries({
  'an empty file': '',
  'no header': '\r\nHello\r\n',
  'no body': 'From: news@shop.example\r\n',
  'no signature': 'From: news@shop.example\r\n\r\nHello\r\n',
}))
  test(`${name} has no signature, and no question is asked`, async () => {
    const { signatures, arc, questions } = await verified(message, zoneFor())
    assert.deepEqual(signatures, { signatures: [], count: 0 })
    assert.equal(arc.result, 'none')
    assert.deepEqual(questions, [])
  })

test('a null body verifies, with the header ended and not', async () => {
  for (const canonicalization of ['simple/simple', 'relaxed/relaxed'] as const) {
    const of: Letter = { body: '', sign: [{ ...ownSignature, canonicalization }] }
    const message = await letter(of)
    for (const each of [message, message.slice(0, -2)]) {
      const { signatures } = await verified(each, zoneFor(of))
      assert.equal(signatures.signatures[0]?.result, 'pass')
    }
  }
})

test('l= is told, and what stands behind it is anybody’s', async () => {
  const of: Letter = {
    sign: [{ ...ownSignature, bodyLength: 20 }],
    change: (signed) => `${signed}\r\nBuy now\r\n`,
  }
  const signature = await only(of)
  assert.equal(signature.result, 'pass')
  assert.equal(signature.covered, 20)
})

test('octets behind l= are counted in the form that is signed, where they are not all blank', async () => {
  const body = 'Hello  Anna\r\n'
  const behind = async (
    bodyLength: number | undefined,
    more: string,
    canonicalization: LetterSigner['canonicalization'],
  ) => {
    const sign = [
      {
        ...ownSignature,
        ...(bodyLength !== undefined && { bodyLength }),
        ...(canonicalization && { canonicalization }),
      },
    ]
    const signature = await only({ body, sign, change: (signed) => signed + more }, { chunks: [1] })
    assert.equal(signature.result, 'pass', more)
    return signature.unsigned
  }
  assert.equal(await behind(0, '', 'relaxed/relaxed'), 12)
  assert.equal(await behind(0, '', 'simple/simple'), 13)
  assert.equal(await behind(5, '', 'relaxed/relaxed'), 7)
  assert.equal(await behind(12, 'Buy  now\r\n\r\n', 'relaxed/relaxed'), 9)
  assert.equal(await behind(13, 'Buy  now\r\n\r\n', 'relaxed/simple'), 10)
  assert.equal(await behind(10, '', 'relaxed/relaxed'), undefined)
  assert.equal(await behind(11, '', 'simple/simple'), undefined)
  assert.equal(await behind(12, '', 'relaxed/relaxed'), undefined)
  assert.equal(await behind(12, '\r\n\r\n', 'simple/simple'), undefined)
  assert.equal(await behind(undefined, '\r\n', 'simple/simple'), undefined)
})

test('a signature that was made more than a day after the mail came passes, and says so', async () => {
  const made = (ms: number): Letter => ({ sign: [{ ...ownSignature, at: new Date(letterTime.getTime() + ms) }] })
  assert.equal((await only(made(2 * hour))).ahead, undefined)
  const later = await only(made(48 * hour))
  assert.equal(later.result, 'pass')
  assert.ok((later.ahead ?? 0) >= 48 * hour)
})

test('of a header alone no signature is broken: the body is not there', async () => {
  const whole = await letter()
  for (const alone of [whole.slice(0, whole.indexOf('\r\n\r\n') + 2), whole.slice(0, whole.indexOf('\r\n\r\n') + 4)]) {
    const [signature] = (await verified(alone, zoneFor())).signatures.signatures
    assert.equal(signature?.result, 'temperror')
    assert.match(signature?.blind?.detail ?? '', /ends behind the header/)
  }
})

const hour = 3_600_000
test('a signature that had expired when the message came counts for nothing; one that expired since does', async () => {
  const expiring = (ms: number): Letter => ({
    sign: [
      { ...ownSignature, at: new Date(letterTime.getTime() - 48 * hour), expires: new Date(letterTime.getTime() + ms) },
    ],
  })
  const expired = await only(expiring(-hour))
  assert.equal(expired.result, 'neutral')
  assert.equal(expired.problem, 'it expired at 2026-11-24 05:00 UTC, before the message came')
  assert.equal(expired.broke?.place, 'signature')
  assert.equal((await only(expiring(hour))).result, 'pass')
  const earlier = { receivedAt: new Date(letterTime.getTime() - 2 * hour) }
  assert.equal((await only(expiring(-hour), { asked: earlier })).result, 'pass')
})

test('whether it had expired is not known where nothing says when the message came', async () => {
  const at = new Date(letterTime.getTime() - 48 * hour)
  const of: Letter = { sign: [{ ...ownSignature, at, expires: new Date(letterTime.getTime() - hour) }], trace: [] }
  const signature = await only(of)
  assert.equal(signature.result, 'temperror')
  assert.match(signature.blind?.wayOut ?? '', /--received-at/)
  assert.equal((await only(of, { asked: { receivedAt: letterTime } })).result, 'neutral')
})

test('SHA-1 and 512 bits are no signature for anybody, and say why', async () => {
  const sha1 = await only({ sign: [{ ...ownSignature, algorithm: 'rsa-sha1' }] })
  assert.equal(sha1.result, 'policy')
  assert.match(sha1.problem ?? '', /SHA-1/)
  assert.equal(sha1.broke?.place, 'signature')
  const short = await only({ sign: [{ ...ownSignature, key: 'rsa512' }] })
  assert.equal(short.result, 'policy')
  assert.match(short.problem ?? '', /512 bits/)
  assert.equal(short.broke?.place, 'key')
  assert.equal((await only({ sign: [{ ...ownSignature, key: 'rsa1024' }] })).result, 'pass')
})

test('a signature that does not cover From counts for nothing', async () => {
  const body = 'Hello\r\n'
  const hash = createHash('sha256').update(body).digest('base64')
  const field = `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=shop.example; s=s1; h=Subject; bh=${hash}; b=`
  const covered = `subject:Hello\r\n${field.replace('DKIM-Signature: ', 'dkim-signature:')}`
  const signature = sign('sha256', Buffer.from(covered), privateKey('rsa2048')).toString('base64')
  const message = `${field}${signature}\r\nFrom: news@shop.example\r\nSubject: Hello\r\n\r\n${body}`
  const [told] = (await verified(message, zoneFor())).signatures.signatures
  assert.equal(told?.result, 'neutral')
  assert.equal(told?.problem, 'it does not cover the From field')
})

test('a key that is missing, withdrawn, for other uses, or not the right one is named', async () => {
  const key = keyLine(ownSignature)
  const zone = (line: string) => zoneFor({ sign: [] }).concat('\n', line)
  const missing = await only({}, {}, zone(''))
  assert.equal(missing.result, 'neutral')
  assert.equal(missing.problem, 'no key is published at s1._domainkey.shop.example')
  assert.equal(missing.broke?.place, 'key')
  const withdrawn = await only({}, {}, zone('s1._domainkey.shop.example TXT "v=DKIM1; p="'))
  assert.match(withdrawn.problem ?? '', /withdrawn/)
  const service = await only({}, {}, zone(key.replace('k=rsa;', 'k=rsa; s=tlsrpt;')))
  assert.match(service.problem ?? '', /not for mail \(s=tlsrpt\)/)
  const sha1 = await only({}, {}, zone(key.replace('k=rsa;', 'k=rsa; h=sha1;')))
  assert.match(sha1.problem ?? '', /does not allow SHA-256/)
  const other = await only({}, {}, zone(keyLine({ ...ownSignature, key: 'other2048' })))
  assert.equal(other.result, 'fail')
  assert.equal(other.broke?.place, 'header')
  assert.equal(other.broke?.proven, undefined)
  const kind = await only({}, {}, zone(keyLine({ ...ownSignature, key: 'ed25519' })))
  assert.equal(kind.broke?.place, 'key')
  assert.match(kind.problem ?? '', /another kind/)
})

test('two records at a selector are none to rely on, though one of them fits', async () => {
  const zone = `${zoneFor()}\n${keyLine({ ...ownSignature, key: 'other2048' })}`
  const signature = await only({}, {}, zone)
  assert.equal(signature.result, 'permerror')
  assert.match(signature.problem ?? '', /^2 records stand at s1\._domainkey\.shop\.example/)
})

for (const reason of ['timeout', 'server-failure', 'refused'] as const)
  test(`a key that was not seen is neither missing nor wrong: ${reason}`, async () => {
    const blindAt = { 'TXT s1._domainkey.shop.example': reason }
    const signature = await only({}, { blindAt })
    assert.equal(signature.result, 'temperror')
    assert.equal(signature.blind?.reason, reason)
    assert.equal(signature.problem, undefined)
  })

test('of an old message a key that is gone may have been there; of a new one it was not', async () => {
  const zone = zoneFor({ sign: [] })
  const days = (count: number) => ({ asked: { receivedAt: new Date(letterTime.getTime() - count * 24 * hour) } })
  const old = await only({}, days(34), zone)
  assert.equal(old.result, 'temperror')
  assert.match(old.blind?.detail ?? '', /34 days ago/)
  assert.match(old.blind?.wayOut ?? '', /--received-at/)
  assert.equal((await only({}, days(2), zone)).result, 'neutral')
  assert.equal((await only({}, days(34))).result, 'pass')
})

test('whose a signature is', async () => {
  const sign = ['mail.shop.example', 'amazonses.com', 'list.example'].map((domain) => ({ ...ownSignature, domain }))
  const signatures = await signaturesOf({ sign })
  assert.deepEqual(
    signatures.map(({ whose, relay, result }) => [whose, relay, result]),
    [
      ['author', undefined, 'pass'],
      ['relay', 'Amazon SES', 'pass'],
      ['other', undefined, 'pass'],
    ],
  )
  const [spoofed] = await signaturesOf({ sign: [{ ...ownSignature, domain: 'evil.example' }] })
  assert.equal(spoofed?.whose, 'other')
})

test('keys are asked for at the signers’ own names, and nothing else is', async () => {
  const of: Letter = { sign: [ownSignature, ed], seal: [sealer] }
  const { questions } = await verified(await letter(of), zoneFor(of))
  assert.deepEqual([...questions].sort(), [
    'TXT a._domainkey.list.example',
    'TXT ed._domainkey.shop.example',
    'TXT s1._domainkey.shop.example',
  ])
})

test('the keys of all signatures are asked for at once', async () => {
  const sign = ['s1', 's2', 's3'].map((selector) => ({ ...ownSignature, selector }))
  const { signatures, rounds } = await verified(await letter({ sign }), zoneFor({ sign }))
  assert.deepEqual(
    signatures.signatures.map(({ result }) => result),
    ['pass', 'pass', 'pass'],
  )
  assert.equal(rounds, 1)
})

test('the author’s signature is looked at however many others stand above it; 5,000 take less than 5 seconds', async () => {
  const junk = Array.from(
    { length: 5000 },
    (_, i) => `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=n${i}.example; s=s; h=from; bh=AA==; b=AA==\r\n`,
  )
  const message = junk.join('') + (await letter())
  const started = performance.now()
  const { signatures, questions } = await verified(message, zoneFor(), { chunks: [65_536] })
  assert.ok(performance.now() - started < 5000)
  assert.equal(signatures.count, 5001)
  assert.equal(signatures.signatures.length, 20)
  const own = signatures.signatures.find(({ whose }) => whose === 'author')
  assert.equal(own?.result, 'pass')
  assert.equal(own?.place, 5000)
  assert.ok(questions.length <= 20)
})

const hostile: Record<string, string> = {
  'a header of more than 1 MB': 'X-Long: a\r\n'.repeat(120_000),
  'a field of 100,000 folds': `X-Long: a\r\n${' b\r\n'.repeat(100_000)}`,
  'a name of 500 KB of blanks': `X${' '.repeat(500_000)}y: z\r\n`,
  'a carriage return half a million times': `X-Cr: ${'\r'.repeat(500_000)}a\r\n`,
  'a signature of blanks': `DKIM-Signature: v=1; d=shop.example;${' '.repeat(300_000)}x; s=s1\r\n`,
  'a signature that names 100,000 fields': `DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=s9; h=${'from:'.repeat(100_000)}; bh=A; b=A\r\n`,
  'a From of 300,000 addresses': `From: ${'a@b.example, '.repeat(60_000)}\r\n`,
  'a seal of blanks': `ARC-Seal: i=1; cv=none;${'\t'.repeat(300_000)}; d=x.example\r\n`,
  'labels too long': `DKIM-Signature: v=1; a=rsa-sha256; d=${'a'.repeat(70)}.example; s=s9; h=from; bh=A; b=A\r\n`,
  'a domain of orders': 'DKIM-Signature: v=1; a=rsa-sha256; d=$(id).example; s=::error::x; h=from; bh=A; b=A\r\n',
}
for (const [name, fields] of Object.entries(hostile))
  test(`${name} costs little, and nothing false is said`, async () => {
    const message = fields + (await letter())
    const started = performance.now()
    const { signatures } = await verified(message, zoneFor(), { chunks: [65_536] })
    assert.ok(performance.now() - started < 3000, `${performance.now() - started} ms`)
    const own = signatures.signatures.find(({ selector, place }) => selector === 's1' && place === signatures.count - 1)
    assert.ok(own === undefined || own.result === 'pass' || own.result === 'temperror', JSON.stringify(own?.problem))
  })

test('a large message is verified without being kept', async () => {
  const line = `${'0123456789'.repeat(7)}\r\n`
  const of: Letter = { body: line.repeat(300_000), sign: [ownSignature, { ...ed, canonicalization: 'simple/simple' }] }
  const started = performance.now()
  const signatures = await signaturesOf(of, { chunks: [65_536] })
  assert.deepEqual(
    signatures.map(({ result }) => result),
    ['pass', 'pass'],
  )
  assert.ok(performance.now() - started < 20_000)
})
