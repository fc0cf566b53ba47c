import assert from 'node:assert/strict'
import test from 'node:test'
import { isSpf, parseSpf } from '../../../src/records/spf/parse.ts'
import { seamsOf } from '../../../src/records/spf/seams.ts'

/** The strings of a TXT record -> what was meant in place of the word in which they meet; none where it was meant as it stands. */
const table: Record<string, [strings: string[], meant: string[]]> = {
  'one string': [['v=spf1 include:_spf.example mx -all'], []],
  'a blank ends the first string': [['v=spf1 include:_spf.example ', 'mx -all'], []],
  'a blank begins the second string': [['v=spf1 include:_spf.example', ' mx -all'], []],
  'an include and mx': [['v=spf1 include:_spf.google.com', 'mx -all'], ['include:_spf.google.com mx']],
  'a name and mx': [['v=spf1 a:mail.shop.de', 'mx -all'], ['a:mail.shop.de mx']],
  'two includes': [['v=spf1 include:a.example', 'include:b.example -all'], ['include:a.example include:b.example']],
  'two addresses': [['v=spf1 ip4:192.0.2.1', 'ip4:192.0.2.2 -all'], ['ip4:192.0.2.1 ip4:192.0.2.2']],
  'a term and all': [['v=spf1 mx', '-all'], ['mx -all']],
  'three strings': [['v=spf1 include:a.example', 'mx', 'a -all'], ['include:a.example mx a']],
  'the second seam alone lacks the blank': [
    ['v=spf1 include:_spf.exa', 'mple.com', 'mx -all'],
    ['include:_spf.example.com mx'],
  ],
  'a redirect and what cannot follow it': [
    ['v=spf1 redirect=_spf.example.com', 'mx'],
    ['redirect=_spf.example.com mx'],
  ],
  'cut inside a name': [['v=spf1 include:_spf.exam', 'ple.com mx -all'], []],
  'cut before the end of a name': [['v=spf1 include:_spf.example.c', 'a -all'], []],
  'cut inside a label that ends in a dot': [['v=spf1 include:spf.example.com.', 'mx -all'], []],
  'cut inside an IPv6 address': [['v=spf1 ip6:2001:db8::', 'a -all'], []],
  'cut inside an IPv4 address': [['v=spf1 ip4:192.0.2.1', '0 -all'], []],
  'cut inside a modifier that nobody knows': [['v=spf1 note=medi', 'a -all'], []],
  'cut inside the version': [['v=sp', 'f1 mx -all'], []],
}

for (const [name, [strings, meant]] of Object.entries(table))
  test(`SPF seams: ${name}`, () => {
    const record = parseSpf(strings.join(''), seamsOf(strings))
    assert.deepEqual(
      record.faults.map((fault) => fault.meant),
      meant,
    )
    for (const { says } of record.faults)
      assert.equal(says, 'a blank is missing where one string of the TXT record ends and the next begins')
  })

test('SPF seams: what receivers read all the same is a term, and no error', () => {
  const strings = ['v=spf1 a:mail.shop.de', 'mx -all']
  const { terms, faults } = parseSpf(strings.join(''), seamsOf(strings))
  assert.equal(faults[0]?.legal, true)
  assert.deepEqual(
    terms.map(({ text }) => text),
    ['a:mail.shop.demx', '-all'],
  )
})

test('SPF seams: a second redirect stays an error', () => {
  const strings = ['v=spf1 redirect=a.example redirect=b.example', 'mx']
  const { faults } = parseSpf(strings.join(''), seamsOf(strings))
  assert.deepEqual(
    faults.map(({ meant, legal }) => [meant, legal]),
    [['redirect=b.example mx', undefined]],
  )
})

test('SPF seams: a string for every octet costs no time', () => {
  const strings = [...`v=spf1 ${'mx '.repeat(10_000)}${'a'.repeat(30_000)}`]
  const began = performance.now()
  assert.ok(isSpf(strings.join('')))
  parseSpf(strings.join(''), seamsOf(strings))
  assert.ok(performance.now() - began < 1000)
})
