import assert from 'node:assert/strict'
import test from 'node:test'
import { spfLookalike, spfLookalikeOf } from '../../../src/records/spf/lookalike.ts'

/** What stands in DNS -> the record that was meant; `undefined` = no SPF record was meant, `false` = meant, but nobody can say what. */
const table: Record<string, [text: string, meant: string | undefined | false]> = {
  'a blank ahead': [' v=spf1 mx -all', 'v=spf1 mx -all'],
  'a byte order mark ahead': ['\xef\xbb\xbfv=spf1 mx -all', 'v=spf1 mx -all'],
  'quotes inside': ['"v=spf1 mx -all"', 'v=spf1 mx -all'],
  'typographic quotes inside': ['\xe2\x80\x9cv=spf1 mx -all\xe2\x80\x9d', 'v=spf1 mx -all'],
  'quotes inside, and a blank': ['" v=spf1 mx -all"', 'v=spf1 mx -all'],
  'glued to an include': ['v=spf1include:_spf.example -all', 'v=spf1 include:_spf.example -all'],
  'glued to all': ['v=spf1-all', 'v=spf1 -all'],
  'glued to ip4': ['v=spf1ip4:192.0.2.1 ~all', 'v=spf1 ip4:192.0.2.1 ~all'],
  'a comma after the version': ['v=spf1, mx, -all', 'v=spf1 mx, -all'],
  'a semicolon after the version': ['v=spf1; mx -all', 'v=spf1 mx -all'],
  'a tab after the version': ['v=spf1\tmx -all', 'v=spf1 mx -all'],
  'a no-break space after the version': ['v=spf1\xc2\xa0mx -all', 'v=spf1 mx -all'],
  'a no-break space of one octet': ['v=spf1\xa0mx -all', 'v=spf1 mx -all'],
  'a no-break space and a blank': ['v=spf1\xc2\xa0 mx -all', 'v=spf1 mx -all'],
  'an invisible character after the version': ['v=spf1\xe2\x80\x8b mx -all', 'v=spf1 mx -all'],
  'a blank ahead, and a no-break space after': [' v=spf1\xc2\xa0mx -all', 'v=spf1 mx -all'],
  'quotes around one that is glued': ['"v=spf1mx -all"', 'v=spf1 mx -all'],
  'a quote after the version': ['v=spf1" mx -all', 'v=spf1 mx -all'],
  'a point after the version': ['v=spf1.mx -all', 'v=spf1 mx -all'],
  'an equals sign after the version': ['v=spf1=mx -all', 'v=spf1 mx -all'],
  'a bar after the version': ['v=spf1|mx -all', 'v=spf1 mx -all'],
  'glued to a term with a slip': ['v=spf1ipv4:192.0.2.1 -all', 'v=spf1 ipv4:192.0.2.1 -all'],
  'glued to a misspelt include': ['v=spf1includ:_spf.example -all', 'v=spf1 includ:_spf.example -all'],
  'glued to an address': ['v=spf1192.0.2.1 -all', 'v=spf1 192.0.2.1 -all'],
  'glued to two terms': ['v=spf1mx-all', 'v=spf1 mx-all'],
  'glued to what nobody can read': ['v=spf1foo:bar mx -all', false],
  'a point, and what nobody can read': ['v=spf1.foo:bar mx -all', false],
  'a fault later on': ['v=spf1mx foo:bar -all', 'v=spf1 mx foo:bar -all'],
  'a letter in place of the number, and mx': ['v=spfmx -all', false],
  'a letter in place of the number, or a': ['v=spfa -all', false],
  'the same, and half a character': ['v=spfa\xc2 -a mx -all', false],
  'version ten': ['v=spf10 mx -all', 'v=spf1 mx -all'],
  'version with a point': ['v=spf1.0 mx -all', 'v=spf1 mx -all'],
  'v= left out': ['spf1 include:_spf.example -all', 'v=spf1 include:_spf.example -all'],
  'letters swapped': ['v=sfp1 mx -all', 'v=spf1 mx -all'],
  'the number left out': ['v=spf mx -all', 'v=spf1 mx -all'],
  'version two': ['v=spf2 a mx ~all', 'v=spf1 a mx ~all'],
  'blanks in the version': ['v = spf1 mx -all', 'v=spf1 mx -all'],
  'behind other words': ['SPF record: v=spf1 mx -all', false],
  'upper case is right': ['V=SPF1 mx -all', undefined],
  'a record is right': ['v=spf1 mx -all', undefined],
  'DKIM is another thing': ['v=DKIM1; k=rsa; p=abc', undefined],
  'DMARC is another thing': ['v=DMARC1; p=none; sp=none', undefined],
  'MTA-STS is another thing': ['v=STSv1; id=1', undefined],
  'a site verification': ['google-site-verification=abc', undefined],
  'a sentence': ['this domain has a mailbox for all', undefined],
  'Sender-ID is told apart': ['spf2.0/pra mx -all', undefined],
  empty: ['', undefined],
}

for (const [name, [text, meant]] of Object.entries(table))
  test(`SPF lookalike: ${name}`, () => {
    const found = spfLookalike(text)
    assert.equal(found !== undefined, meant !== undefined)
    if (found) assert.equal(found.meant, meant || undefined)
  })

const several: Record<string, [strings: string[], meant: string | undefined]> = {
  'the version is a string of its own': [['v=spf1', 'mx -all'], 'v=spf1 mx -all'],
  'and another blank is missing': [['v=spf1', '-all', 'a mx'], 'v=spf1 -all a mx'],
  'a blank ahead, and one missing between two': [[' v=spf1 a:x.example', 'mx -all'], 'v=spf1 a:x.example mx -all'],
  'glued, cut inside a name': [['v=spf1include:x.ex', 'ample -all'], 'v=spf1 include:x.example -all'],
  'a record': [['v=spf1 ', 'mx -all'], undefined],
}
for (const [name, [strings, meant]] of Object.entries(several))
  test(`SPF lookalike of several strings: ${name}`, () => {
    const found = spfLookalikeOf(strings)
    assert.equal(found?.meant, meant)
    if (found) assert.equal(found.text, strings.join(''))
  })

test('SPF lookalike: what is wrong is said', () => {
  assert.equal(spfLookalike('v=spf10 mx -all')?.says, 'the version reads v=spf10, and must read v=spf1')
  assert.equal(spfLookalike('v=spf1, mx')?.says, 'v=spf1 is followed by ",", not by a blank')
  assert.equal(spfLookalike('v=spf1.mx')?.says, 'v=spf1 is followed by ".", not by a blank')
  assert.equal(spfLookalike('v=spf1mx')?.says, 'v=spf1 runs into the next term without a blank')
  assert.equal(spfLookalike('v=spf1xyz mx')?.says, 'the version reads v=spf1xyz, and must read v=spf1')
  assert.equal(
    spfLookalike('v=spf1\xc2\xa0mx')?.says,
    'v=spf1 is followed by a no-break space (U+00A0), not by a blank',
  )
  assert.equal(spfLookalike('"v=spf1 mx"')?.says, 'quotes stand inside the text, not around it')
})

test('SPF lookalike: a long text costs no time', () => {
  const began = performance.now()
  spfLookalike(`v${' '.repeat(60_000)}`)
  spfLookalike(`"${'\\'.repeat(60_000)}x`)
  assert.ok(performance.now() - began < 50)
})
