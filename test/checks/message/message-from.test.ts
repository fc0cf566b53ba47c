import assert from 'node:assert/strict'
import { domainToASCII } from 'node:url'
import check from '../../../src/checks/message/message-from.ts'
import type { MailAuthor, MailAuthors } from '../../../src/core/mail.ts'
import { cases } from '../../support/cases.ts'
import { scanned } from '../../support/message-facts.ts'
import { says } from '../../support/says.ts'

const author = (address: string, more: Partial<MailAuthor> = {}): MailAuthor => {
  const [local = '', domain] = address.split('@')
  return { address, local, ...(domain && { domain, registered: domain }), shown: [], ...more }
}
const shows = (domain: string, registered = domain) => ({ shown: [{ domain, registered }] })

/** A From field, and what is read out of it. */
const of = (value: string | undefined, authors: MailAuthor[], more: Partial<MailAuthors> = {}) => ({
  mailReport: undefined,
  mail: scanned(`${value === undefined ? '' : `From: ${value}\r\n`}To: c@d.example\r\n\r\nx`),
  mailAuthors: { fields: value === undefined ? 0 : 1, authors, count: authors.length, groups: 0, ...more },
})
const shop = author('news@shop.com')
const named = (display: string, more: Partial<MailAuthor>) => author('news@shop.com', { display, ...more })
const only = (display: string, more: Partial<MailAuthor>) => of(`"${display}" <news@shop.com>`, [named(display, more)])
const idn = (written: string) => author(`x@${domainToASCII(written)}`)

cases(check, {
  'one author': [of('Shop <news@shop.com>', [shop]), 'fine', says(/one author, news@shop\.com\.$/)],
  'no field': [of(undefined, []), 'none', says(/^There is no From field/, /\n {4}From: /)],
  'no field in what was read': [
    { ...of(undefined, []), mail: scanned(`${'X-Pad: a\r\n'.repeat(2001)}From: a@b.com\r\n\r\nx`) },
    'unknown',
  ],
  'two fields': [
    {
      mailReport: undefined,
      mail: scanned('From: a@b.com\r\nFrom: c@d.com\r\n\r\nx'),
      mailAuthors: { fields: 2, authors: [author('a@b.com')], count: 1, groups: 0 },
    },
    'several',
    (findings) => {
      says(
        /^The message has 2 From fields: ".*", ".*"\. Receivers expect one: Gmail refuses .*, and DMARC cannot pass\.$/,
        /^Let only one of the programs that write the message set From/,
      )(findings)
      const [evidence] = findings[0]?.evidence ?? []
      assert.equal(evidence?.kind === 'table' && evidence.rows.length, 2)
    },
  ],
  'two authors': [
    of('a@b.com, c@d.com', [author('a@b.com'), author('c@d.com')]),
    'several',
    says(/has 2 authors in its From field: "a@b\.com", "c@d\.com"\. .*550 5\.1\.20/, /Reply-To/),
  ],
  'a comma in a name without quotes': [
    of('Doe, John <john@b.com>', [author('Doe'), author('john@b.com')], { fault: '"Doe" has no @' }),
    'several',
    says(/2 authors/, /"Doe, John" <john/),
  ],
  'a group (RFC 6854)': [
    of('Us: a@b.com;', [author('a@b.com', { group: 'Us' })], { groups: 1 }),
    'group-or-empty',
    says(/^The From field, "Us: a@b\.com;", names a group in place of an author/),
  ],
  'an empty group': [of('Nobody:;', [], { groups: 1 }), 'group-or-empty'],
  'nothing in it': [of('', []), 'group-or-empty', says(/^The From field, empty, names nobody/)],
  'angle brackets with nothing in them': [
    of('<>', [author('')], { fault: 'an address in it is empty' }),
    'group-or-empty',
  ],
  'a local part alone': [
    of('root', [author('root')], { fault: '"root" has no @' }),
    'unusable',
    says(/^The From field, "root", holds no address that mail can be written to: "root" has no @\./),
  ],
  'an address in place of a domain': [
    of('x@[192.0.2.1]', [{ address: 'x@[192.0.2.1]', local: 'x', shown: [] }]),
    'unusable',
    says(/: it has no domain\./),
  ],
  'an @ in a name without quotes': [
    of('a@shop.com <news@shop.com>', [named('a@shop.com', shows('shop.com'))], {
      fault: '@ stands in a display name without quotes',
    }),
    'odd',
    says(/names news@shop\.com, but not as RFC 5322 has it: @ stands/),
  ],
  'a name that is another domain': [
    only('paypal.com', shows('paypal.com')),
    'lookalike',
    says(
      /^The name beside the address shows paypal\.com, "paypal\.com", but the address, news@shop\.com, is of another domain\./,
    ),
  ],
  'a name that holds an address elsewhere': [only('Anna <anna@bank.com>', shows('bank.com')), 'lookalike'],
  'a name that is its own domain': [only('shop.com', shows('shop.com')), 'fine'],
  'a name with a host of its own domain': [only('www.shop.com', shows('www.shop.com', 'shop.com')), 'fine'],
  'the same brand under another top-level domain': [only('shop.de', shows('shop.de')), 'fine'],
  'what stands before the @ too': [
    of('"anna.li" <anna.li@shop.com>', [author('anna.li@shop.com', { display: 'anna.li', ...shows('anna.li') })]),
    'fine',
  ],
  'a mailing list that wrote the author anew': [only('anna@bank.com via List', shows('bank.com')), 'fine'],
  'a service that writes for somebody': [only('anna@bank.com (via Google Docs)', shows('bank.com')), 'fine'],
  'a name in which via stands without blanks': [only('viabank.com', shows('viabank.com')), 'lookalike'],
  'a domain in letters that look Latin': [
    of('x@xn--80ak6aa92e.com', [idn('аррӏе.com')]),
    'lookalike',
    says(/\(xn--80ak6aa92e\.com\) is written in letters that look like apple\.com\. Filters/, /ASCII domain/),
  ],
  'a domain that mixes scripts': [
    of('x@y', [idn('pаypal.com')]),
    'lookalike',
    says(/mixes letters of several scripts in "pаypal"/),
  ],
  'an honest domain that is not ASCII': [of('x@bücher.de', [idn('bücher.de')]), 'fine'],
  'odd and a lookalike': [
    of('a@bank.com <news@shop.com>', [named('a@bank.com', shows('bank.com'))], { fault: '@ stands there' }),
    ['odd', 'lookalike'],
  ],
})
