import assert from 'node:assert/strict'
import check from '../../../src/checks/dkim/dkim-key-target.ts'
import { cases } from '../../support/cases.ts'
import { alias, at, deaf, dkimFacts, keyText, says } from '../../support/dkim-facts.ts'

const tenant = (n: number) => `selector${n}-shop-example._domainkey.shop.onmicrosoft.com`

cases(check, {
  'the record itself': [await dkimFacts(at('mail')), 'direct'],
  'an alias to a relay that is known': [
    await dkimFacts(alias('s4711', 'dkim.smtp2go.net', keyText()), { selectors: ['s4711'] }),
    'alias',
    says(/^s4711\._domainkey\.shop\.example \(by --selector\) leads to dkim\.smtp2go\.net at SMTP2GO\.$/),
  ],
  'an alias to a name that nobody knows': [
    await dkimFacts(alias('mail', 'mail._domainkey.host.example', keyText())),
    'alias',
    says(/leads to mail\._domainkey\.host\.example\.$/),
  ],
  'whatever stands at the end, other checks judge it': [
    await dkimFacts(alias('mail', 'k.host.example', 'v=DKIM1; p=')),
    'alias',
  ],
  'a given alias that leads nowhere': [
    await dkimFacts(alias('s4711', 'gone.smtp2go.net'), { selectors: ['s4711'] }),
    'dangling-alias',
    (findings) => {
      says(/is an alias of gone\.smtp2go\.net, where no key stands \(no such name\)/)(findings)
      assert.match(findings[0]?.fix ?? '', /^Turn DKIM on for shop\.example at SMTP2GO,/)
    },
  ],
  'a given alias to a name with other records': [
    await dkimFacts(`${alias('s1', 'k.host.example')}\nk.host.example A 192.0.2.1`, { selectors: ['s1'] }),
    'dangling-alias',
    says(/no such record/),
  ],
  'a given alias that leads nowhere fails beside a key that lives': [
    await dkimFacts([alias('s1', 'gone.example'), at('s2')].join('\n'), { selectors: ['s1', 's2'] }),
    ['dangling-alias', 'direct'],
  ],
  'Microsoft 365 leaves the second alias empty until it changes keys': [
    await dkimFacts([alias('selector1', tenant(1), keyText()), alias('selector2', tenant(2))].join('\n')),
    ['alias', 'dangling-spare'],
  ],
  'both of them empty: no key lives': [
    await dkimFacts([alias('selector1', tenant(1)), alias('selector2', tenant(2))].join('\n')),
    ['dangling-alias', 'dangling-alias'],
  ],
  'one is empty, and the other was withdrawn: no key lives': [
    await dkimFacts([alias('selector1', tenant(1), 'v=DKIM1; p='), alias('selector2', tenant(2))].join('\n')),
    ['alias', 'dangling-alias'],
  ],
  'one is empty, and the key may be where a guess was not answered': [
    await dkimFacts(alias('selector2', tenant(2)), {}, deaf('selector1')),
    'unknown',
  ],
  'a given selector that was not seen': [await dkimFacts('', { selectors: ['s1'] }, deaf('s1')), 'unknown'],
  'a guess that was not answered beside a key counts for nothing': [
    await dkimFacts(at('mail'), {}, deaf('s1', 's2')),
    'direct',
  ],
  'an alias in a circle was not seen': [
    await dkimFacts('s1._domainkey.shop.example CNAME s1._domainkey.shop.example', { selectors: ['s1'] }),
    'unknown',
  ],
  'an alias that a wildcard gives to every name is no selector': [
    await dkimFacts('*.shop.example CNAME web.shop.example\nweb.shop.example A 192.0.2.1'),
    'not-applicable',
    says(/^no DKIM key of shop\.example is known$/),
  ],
  'an alias that a wildcard gives to a given selector: no CNAME stands there to be taken out': [
    await dkimFacts(alias('*', 'gone.example'), { selectors: ['x'] }),
    'dangling-alias',
    ([finding]) =>
      assert.match(
        finding?.fix ?? '',
        /^Nothing was published at x\._domainkey\.shop\.example itself: .* Take the CNAME out of the wildcard that answers for x\./,
      ),
  ],
  'nothing at a given selector is told by dkim-keys': [await dkimFacts('', { selectors: ['s1'] }), 'not-applicable'],
})
