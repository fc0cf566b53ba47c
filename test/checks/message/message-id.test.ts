import check from '../../../src/checks/message/message-id.ts'
import { cases } from '../../support/cases.ts'
import { scanned } from '../../support/message-facts.ts'
import { says } from '../../support/says.ts'

const of = (...ids: string[]) => ({
  mailReport: undefined,
  mail: scanned(`From: a@b.example\r\n${ids.map((id) => `Message-ID: ${id}\r\n`).join('')}\r\nx`),
})

cases(check, {
  one: [of('<20261124.1@shop.example>'), 'fine', says(/Message-ID, <20261124\.1@shop\.example>\.$/)],
  'with a comment, folded': [of('\r\n <20261124.1@shop.example> (x)'), 'fine'],
  none: [of(), 'missing', says(/^There is no Message-ID/, /\n {4}Message-ID: </)],
  'none in what was read': [
    { mailReport: undefined, mail: scanned(`${'X-Pad: a\r\n'.repeat(2001)}Message-ID: <1@a.example>\r\n\r\nx`) },
    'unknown',
  ],
  empty: [of(''), 'invalid', says(/says nothing, which is none: it is empty/)],
  'without brackets': [of('1@shop.example'), 'invalid', says(/says "1@shop\.example".*angle brackets/)],
  'without an @': [of('<1>'), 'invalid', says(/it has no @/)],
  'two fields': [of('<1@shop.example>', '<2@shop.example>'), 'repeated', says(/^There are 2 Message-ID fields/)],
  'the same one twice': [of('<1@shop.example>', '<1@shop.example>'), 'repeated'],
})
