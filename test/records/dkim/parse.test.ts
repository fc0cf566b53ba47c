import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import test from 'node:test'
import { parseDkimKey } from '../../../src/records/dkim/parse.ts'
import { isDkimKey } from '../../../src/records/dkim/whole.ts'
import { published } from '../../support/published-keys.ts'

const { long2048: rsa, rfc8463Ed25519: ed } = published
const der = Buffer.from(rsa, 'base64')
const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' })
const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
const pkcs1 = publicKey.export({ format: 'der', type: 'pkcs1' }).toString('base64')
const wrapped = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(ed, 'base64')])
const pair = generateKeyPairSync('rsa', { modulusLength: 1024 })
const privatePem = pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
const privateDer = pair.privateKey.export({ format: 'der', type: 'pkcs1' }).toString('base64')

const encryptedPem = pair.privateKey
  .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
  .toString()
const edJwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
const libsodiumPair = Buffer.concat([edJwk.d, edJwk.x].map((part = '') => Buffer.from(part, 'base64url')))

const good = `v=DKIM1; k=rsa; p=${rsa}`
const short = `v=DKIM1; p=${rsa}`
const goodEd = `v=DKIM1; k=ed25519; p=${ed}`

/** Records that no verifier may complain of. */
const valid: Record<string, string> = {
  'an RSA key': good,
  'an Ed25519 key': goodEd,
  'the version left out': `k=rsa; p=${rsa}`,
  'the key alone': `p=${rsa}`,
  'a semicolon at the end': `${good};`,
  'no blanks': `v=DKIM1;k=rsa;p=${rsa}`,
  'blanks around everything': ` v = DKIM1 ;\tk = rsa ; p = ${rsa} ; `,
  'folding white space inside the key': `v=DKIM1; p=${rsa.slice(0, 64)}\r\n\t${rsa.slice(64, 128)} ${rsa.slice(128)}`,
  'every tag': `v=DKIM1; h=sha1:sha256; k=rsa; n=what we note; s=email; t=y:s; p=${rsa}`,
  'unknown flags, services and hashes beside known ones': `v=DKIM1; h=sha256:sha512; s=web:email; t=x:s; p=${rsa}`,
  'unknown tags': `v=DKIM1; x=1; x_2=a=b; p=${rsa}`,
  'quotes and backslashes in a note': `v=DKIM1; n="a \\ b"; p=${rsa}`,
  'the granularity of everybody': `v=DKIM1; g=*; p=${rsa}`,
  'the hash sha1 alone, which is for another to judge': `v=DKIM1; h=sha1; p=${rsa}`,
  'a service of its own, which is for another to judge': `v=DKIM1; s=tlsrpt; p=${rsa}`,
  'a withdrawn key': 'v=DKIM1; p=',
  'a withdrawn key, with all the rest': 'v=DKIM1; k=rsa; t=s; p= ;',
}
for (const [name, text] of Object.entries(valid))
  test(`DKIM key: nothing is wrong with ${name}`, () => {
    const { faults, key, revoked } = parseDkimKey([text])
    assert.deepEqual(faults, [])
    assert.equal(revoked, key === undefined)
  })

/** What is wrong: the tag it is in, what stands at the place, what is said, and the record that was meant. */
type Slip = [text: string, tag: string | undefined, at: string, says: RegExp, meant?: string]

/** With these, verifiers do not use the key. */
const broken: Record<string, Slip> = {
  'the version in small letters': [`v=dkim1; p=${rsa}`, 'v', 'v=dkim1', /v=dkim1, and must read v=DKIM1/, short],
  'version two': [`v=DKIM2; p=${rsa}`, 'v', 'v=DKIM2', /v=DKIM2, and must read v=DKIM1/, short],
  'a blank in the version': [`v=DKIM 1; p=${rsa}`, 'v', 'v=DKIM 1', /must read v=DKIM1/, short],
  'an empty version': [`v=; p=${rsa}`, 'v', 'v=', /v= is empty/, short],
  'no v= before DKIM1': [`DKIM1; p=${rsa}`, 'v', 'DKIM1', /without v=/, short],
  'no semicolon behind the version': [`v=DKIM1 k=rsa; p=${rsa}`, 'k', 'k=', /no semicolon .* v= and k=/, good],
  'no semicolon before the key': [`v=DKIM1; k=rsa p=${rsa}`, 'p', 'p=', /no semicolon .* k= and p=/, good],
  'no semicolon behind the key': [`p=${rsa} t=s`, 't', 't=', /no semicolon .* p= and t=/, `t=s; p=${rsa}`],
  'a key that a note has swallowed': [`v=DKIM1; n=new p=${rsa}`, 'p', 'p=', /no semicolon/, `v=DKIM1; n=new; p=${rsa}`],
  'a key that a flag has swallowed': [`v=DKIM1; t=s p=${rsa}`, 'p', 'p=', /no semicolon/, `v=DKIM1; t=s; p=${rsa}`],
  'commas for semicolons': [`v=DKIM1, p=${rsa}`, 'p', 'p=', /"," stands, not a semicolon/, short],
  'two semicolons': [`v=DKIM1;; p=${rsa}`, undefined, ';;', /semicolon stands where a tag belongs/, short],
  'a semicolon ahead': [`;${short}`, undefined, ';', /semicolon stands where a tag belongs/, short],
  'escaped semicolons': [`v=DKIM1\\; k=rsa\\; p=${rsa}`, 'v', '\\', /backslash/, good],
  'quotes around it all': [`"${good}"`, 'v', '"v', /quotation mark/, good],
  'quotes between the strings': [`v=DKIM1; k=rsa; " "p=${rsa}`, 'p', '" "p', /quotation mark/, good],
  'quotes inside the key': [`v=DKIM1; p=${rsa.slice(0, 99)}" "${rsa.slice(99)}`, 'p', '"', /quotation mark/, short],
  'typographic quotes': [`\xe2\x80\x9c${good}\xe2\x80\x9d`, 'v', '\xe2\x80\x9cv', /curly quotation mark/, good],
  'a byte order mark': [`\xef\xbb\xbf${good}`, 'v', '\xef\xbb\xbfv', /byte order mark/, good],
  'a no-break space': [`v=DKIM1;\xc2\xa0k=rsa; p=${rsa}`, 'k', '\xc2\xa0k', /no-break space/, good],
  'an invisible character': [
    `v=DKIM1; p=M\xe2\x80\x8b${rsa.slice(1)}`,
    'p',
    '\xe2\x80\x8b',
    /invisible character/,
    short,
  ],
  'codes of a web page': [`v=DKIM1&#59; k=rsa; p=${rsa}`, undefined, '&#59;', /copied from a web page/, good],
  'quotes as codes of a web page': [`&quot;${short}&quot;`, undefined, '&quot;', /copied from a web page/, short],
  'no equals sign': [`v=DKIM1; k rsa; p=${rsa}`, 'k', 'k rsa', /blank stands behind k/, good],
  'colons for equals signs': [`v=DKIM1; k=rsa; p:${rsa}`, 'p', 'p:', /colon stands behind p/, good],
  'a word that is no tag': [`v=DKIM1; omg; p=${rsa}`, 'omg', 'omg', /no equals sign: strict verifiers throw/],
  'more characters than any key needs': [
    `${short}; n=${'x'.repeat(8192)}`,
    undefined,
    'v=DKIM1',
    /has 8599 characters/,
  ],
  'more tags than any key needs': [`${short}${';x=1'.repeat(100)}`, undefined, 'v=DKIM1', /has 102 tags/],
  'a private key in a long text': [
    `${privatePem}${' '.repeat(9000)}`,
    undefined,
    '-----BEGIN',
    /private key is published/,
  ],
  'an equals sign without a name': [`v=DKIM1; =x; p=${rsa}`, undefined, '=x', /without the name/],
  'a capital P': [`v=DKIM1; P=${rsa}`, 'P', 'P=', /small letters/, short],
  'no key': ['v=DKIM1; k=rsa', undefined, 'v=DKIM1', /no p=/],
  'the key without p=': [`v=DKIM1; k=rsa; ${rsa}`, 'p', rsa.slice(0, 20), /without p= before it/, good],
  'the bare key': [rsa, undefined, 'MII', /key alone/, short],
  'the bare PEM file': [pem, undefined, '-----BEGIN', /key alone/, short],
  'a PEM file in p=': [`v=DKIM1; p=${pem.replaceAll('\n', '')}`, 'p', '-----BEGIN', /PEM file/, short],
  'a PEM file with written line ends': [
    `v=DKIM1; p=${pem.replaceAll('\n', '\\n')}`,
    'p',
    '-----BEGIN',
    /PEM file/,
    short,
  ],
  'the first line of a PEM file, the others lost': ['v=DKIM1; p=-----BEGIN PUBLIC KEY-----', 'p', '-----', /PEM file/],
  'a PEM file encoded once more': [
    `v=DKIM1; p=${Buffer.from(pem).toString('base64')}`,
    'p',
    'LS0t',
    /PEM file in base64 once more/,
  ],
  'a placeholder': ['v=DKIM1; p=...', 'p', '...', /"\." stands in p=/],
  'equals signs alone': ['v=DKIM1; p===', 'p', '==', /no key/],
  'cut at 255': [good.slice(0, 255), 'p', 'MII', /237 of 392 characters.*string of 255/],
  'cut at 254': [good.slice(0, 254), 'p', 'MII', /236 of 392 characters.*string of 255/],
  'a key of 255 characters': [`v=DKIM1; k=rsa; p=${rsa.slice(0, 255)}`, 'p', 'MII', /255 of 392.*string of 255/],
  'cut elsewhere': [`v=DKIM1; p=${rsa.slice(0, -4)}`, 'p', 'MII', /too early: 388 of 392 characters/],
  'a letter lost on the way': [`v=DKIM1; p=${rsa.slice(0, 100)}${rsa.slice(101)}`, 'p', 'MII', /391 of 392 characters/],
  'a letter too many': [`v=DKIM1; p=${rsa}A`, 'p', 'MII', /393 characters, which base64 never has/, short],
  'the base64 of web addresses': [
    `v=DKIM1; p=${rsa.replaceAll('+', '-').replaceAll('/', '_')}`,
    'p',
    '',
    /base64 of web addresses/,
    short,
  ],
  'an equals sign in the middle': [`v=DKIM1; p=${rsa.slice(0, 99)}=${rsa.slice(99)}`, 'p', '=', /in the middle/, short],
  'too many equals signs': [`${goodEd}=`, 'p', '==', /ends in 2 equals signs, where 1 belong/, goodEd],
  'Ed25519 in DER': [
    `v=DKIM1; k=ed25519; p=${wrapped.toString('base64')}`,
    'p',
    'MCow',
    new RegExp(`32 octets alone belong: p=${ed.replace(/[+/]/g, '\\$&')}`),
    goodEd,
  ],
  'Ed25519 without k=': [`v=DKIM1; p=${ed}`, 'p', 'p=', /k=ed25519 is missing/, goodEd],
  'Ed25519 as k=rsa': [`v=DKIM1; k=rsa; p=${ed}`, 'k', 'k=rsa', /Ed25519 key, but k=rsa/, goodEd],
  'RSA as k=ed25519': [`v=DKIM1; k=ed25519; p=${rsa}`, 'k', 'k=ed25519', /RSA key/, good],
  'an algorithm for a type': [`v=DKIM1; k=rsa-sha256; p=${rsa}`, 'k', 'k=rsa-sha256', /rsa and ed25519 only/, good],
  'no type in k=': [`v=DKIM1; k=; p=${rsa}`, 'k', 'k=', /k= reads nothing/, good],
  'no hash in h=': [`v=DKIM1; h=; p=${rsa}`, 'h', 'h=', /no hash is allowed/, short],
  'a hash that nobody knows': [`v=DKIM1; h=md5; p=${rsa}`, 'h', 'h=md5', /sha256 and sha1 only/],
  'a hash with a hyphen': [`v=DKIM1; h=sha-256; p=${rsa}`, 'h', 'h=sha-256', /only/, `v=DKIM1; h=sha256; p=${rsa}`],
  'no service in s=': [`v=DKIM1; s=; p=${rsa}`, 's', 's=', /serves nothing/, short],
  'the key twice, the same': [`${short}; p=${rsa}`, 'p', 'p=', /stands twice.*last one/, short],
  'two keys': [`v=DKIM1; k=rsa; p=${published.rfc6376}; p=${rsa}`, 'p', 'p=', /stands twice.*last one/],
  'a note twice': [`v=DKIM1; n=a; n=b; p=${rsa}`, 'n', 'n=b', /stands twice/],
  'two records in one': [`${short}${goodEd}`, undefined, 'v=DKIM1', /two key records were joined/],
  'an OpenSSH key': ['v=DKIM1; p=AAAAB3NzaC1yc2EAAAADAQABAAABgQC7', 'p', 'AAAA', /OpenSSH/],
  'a certificate': ['v=DKIM1; p=MIIDdzCCAl+gAwIBAgIEbGV', 'p', 'MIID', /certificate/],
  'a private key as a PEM file': [
    `v=DKIM1; p=${privatePem.replaceAll('\n', '')}`,
    undefined,
    '-----BEGIN PRIVATE',
    /private key is published/,
  ],
  'a private key alone': [privatePem, undefined, '-----BEGIN PRIVATE', /private key is published/],
  'a private key beside a good public one': [
    `v=DKIM1; n=${privatePem}; p=${rsa}`,
    undefined,
    '-----BEGIN PRIVATE',
    /private key is published/,
  ],
  'a private key in base64': [`v=DKIM1; k=rsa; p=${privateDer}`, 'p', 'MII', /private key is published/],
  'a private key that was cut': [`v=DKIM1; p=${privateDer.slice(0, 200)}`, 'p', 'MII', /private key is published/],
  'a private key in a PEM file, encrypted': [
    `v=DKIM1; p=${encryptedPem.replaceAll('\n', '')}`,
    undefined,
    '-----BEGIN ENCRYPTED',
    /^an encrypted private key is published: whoever finds its passphrase/,
  ],
  'the same encoded once more': [
    `v=DKIM1; p=${Buffer.from(encryptedPem).toString('base64')}`,
    'p',
    'LS0t',
    /^an encrypted private key/,
  ],
  'a private key encrypted as RFC 1421 has it': [
    '-----BEGIN RSA PRIVATE KEY----- Proc-Type: 4,ENCRYPTED DEK-Info: AES-128-CBC,00 AAAA',
    undefined,
    '-----BEGIN RSA',
    /^an encrypted private key/,
  ],
  'the pair of Ed25519 as libsodium writes it': [
    `v=DKIM1; k=ed25519; p=${libsodiumPair.toString('base64')}`,
    'p',
    '',
    /^a private key is published/,
  ],
  'Ed25519 with a character changed, so that it is no point': [
    'v=DKIM1; k=ed25519; p=AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    'p',
    'AgAA',
    /no public key of Ed25519/,
  ],
  'a private key with other faults before it': [`v=dkim1; k=; p=${privateDer}`, 'p', 'MII', /private key is published/],
  'an SPF record': ['v=spf1 include:spf.relay.example -all', undefined, 'v=spf1', /SPF record/],
  'a DMARC record': ['v=DMARC1; p=none', undefined, 'v=DMARC1', /DMARC record/],
  'a token': ['google-site-verification=abc', undefined, 'google', /neither v=DKIM1 nor p=/],
  'the name of a host': ['s1.domainkey.u1.relay.example.', undefined, 's1', /CNAME record/],
  'an empty text': ['', undefined, '', /empty/],
}
for (const [name, [text, tag, at, says, meant]] of Object.entries(broken))
  test(`DKIM key: broken: ${name}`, () => {
    const { faults } = parseDkimKey([text])
    const [fault] = faults
    assert.ok(fault)
    assert.match(fault.says, says)
    assert.equal(fault.tag, tag)
    assert.ok(fault.text.startsWith(at) && text.startsWith(at, fault.start), `${fault.start}: ${fault.text}`)
    assert.ok(faults.some(({ tolerated }) => !tolerated))
    for (const each of faults) assert.equal(each.meant, meant)
  })

/** These most verifiers put up with: of four that were measured, and of OpenDKIM. */
const tolerated: Record<string, Slip> = {
  'the version not first': [`k=rsa; p=${rsa}; v=DKIM1`, 'v', 'v=DKIM1', /not the first tag/, good],
  'a type in capitals': [`v=DKIM1; k=RSA; p=${rsa}`, 'k', 'k=RSA', /capitals/, good],
  'a hash in capitals': [`v=DKIM1; h=SHA256; p=${rsa}`, 'h', 'h=SHA256', /capitals/, `v=DKIM1; h=sha256; p=${rsa}`],
  'PKCS #1': [`v=DKIM1; k=rsa; p=${pkcs1}`, 'p', 'MIIBCgKC', /PKCS #1/, good],
  'equals signs left out': [`v=DKIM1; k=ed25519; p=${ed.slice(0, -1)}`, 'p', '11qY', /equals signs .* missing/, goodEd],
  'octets behind the key': [
    `v=DKIM1; k=rsa; p=${Buffer.concat([der, Buffer.from('abc')]).toString('base64')}`,
    'p',
    'MII',
    /3 octets stand behind/,
    good,
  ],
  'a granularity': [`v=DKIM1; g=joe; p=${rsa}`, 'g', 'g=joe', /for joe@ alone/, short],
  'an empty granularity': [`v=DKIM1; g=; p=${rsa}`, 'g', 'g=', /for no address at all/, short],
  'a hyphen in the name of an unknown tag': [`v=DKIM1; x-y=1; p=${rsa}`, undefined, 'x-y=1', /no name for a tag/],
  'a capital V': [`V=DKIM1; p=${rsa}`, 'V', 'V=DKIM1', /small letters/, short],
  'a capital S, which would shut mail out were it heeded': [`v=DKIM1; S=tlsrpt; p=${rsa}`, 'S', 'S=', /small letters/],
  'letters outside ASCII in a note': [
    `v=DKIM1; n=caf\xc3\xa9; p=${rsa}`,
    'n',
    '\xc3\xa9',
    /octet outside ASCII .* n=/,
    `v=DKIM1; n=caf; p=${rsa}`,
  ],
}
for (const [name, [text, tag, at, says, meant]] of Object.entries(tolerated))
  test(`DKIM key: tolerated: ${name}`, () => {
    const { faults, key } = parseDkimKey([text])
    assert.ok(key)
    assert.equal(faults.length, 1)
    assert.match(faults[0]?.says ?? '', says)
    assert.equal(faults[0]?.tag, tag)
    assert.ok(faults[0]?.text.startsWith(at) && text.startsWith(at, faults[0].start))
    assert.equal(faults[0]?.tolerated, true)
    assert.equal(faults[0]?.meant, meant)
  })

test('DKIM key: the strings are joined as they are', () => {
  const record = parseDkimKey([good.slice(0, 255), good.slice(255)])
  assert.equal(record.text, good)
  assert.deepEqual(record.faults, [])
})

test('DKIM key: lists are read in small letters, and have the defaults of the RFC', () => {
  const plain = parseDkimKey([good])
  assert.deepEqual([plain.hashes, plain.services, plain.flags], [undefined, ['*'], []])
  const full = parseDkimKey([`v=DKIM1; h=sha1 : sha256; s=EMAIL:*; t=Y:s; p=${rsa}`])
  assert.deepEqual(
    [full.hashes, full.services, full.flags],
    [
      ['sha1', 'sha256'],
      ['email', '*'],
      ['y', 's'],
    ],
  )
})

test('DKIM key: a withdrawn key is withdrawn whatever the type, and quotes around nothing are nothing', () => {
  assert.equal(parseDkimKey(['v=DKIM1; k=x; p=']).revoked, true)
  assert.equal(parseDkimKey(['v=DKIM1; p=""']).faults[0]?.meant, 'v=DKIM1; p=')
  assert.equal(parseDkimKey(['v=DKIM1; k=rsa']).revoked, false)
})

test('DKIM key: where another kind is told often, a stray character in the key is told all the same', () => {
  const many = Array.from({ length: 60 }, (_, i) => `x${i}=${String.fromCharCode(0x80 + i)}`).join('; ')
  const { faults } = parseDkimKey([`v=DKIM1; ${many}; p=${rsa.slice(0, 50)}"${rsa.slice(50)}`])
  assert.ok(faults.some((fault) => fault.tag === 'p' && !fault.tolerated))
  assert.ok(faults.length <= 40)
})

const asKey: Record<string, boolean> = {
  [good]: true,
  [`p=${rsa}`]: true,
  'k=rsa; t=y': true,
  [`"v=DKIM1; p=${rsa}"`]: true,
  [rsa]: true,
  'v=DKIM1; p=': true,
  'v=spf1 -all': false,
  'v=DMARC1; p=reject': false,
  'v=STSv1; id=1': false,
  'google-site-verification=p1': false,
  'MS=ms12345678': false,
  'selector.relay.example': false,
  'some words': false,
  '': false,
}
for (const [text, is] of Object.entries(asKey))
  test(`DKIM key: ${is ? 'meant as a key' : 'no key'}: ${JSON.stringify(text.slice(0, 40))}`, () =>
    assert.equal(isDkimKey(text), is))
