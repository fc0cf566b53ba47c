import assert from 'node:assert/strict'
import test from 'node:test'
import type { Message } from '../../src/net/dns/message.ts'
import { longestChain } from './chain.ts'

const seen = (name: string, type: string, ...data: unknown[]) => ({
  question: { name, type },
  answer: { answers: data.map((d) => ({ data: d })) } as unknown as Message,
})
const unanswered = (name: string, type: string) => ({ question: { name, type } })

const table: [string, number, Parameters<typeof longestChain>[0]][] = [
  ['nothing asked', 0, []],
  ['all at once', 1, [seen('a.test', 'TXT', ['v=spf1 -all']), seen('a.test', 'MX'), seen('_dmarc.a.test', 'TXT')]],
  [
    'an exchange',
    2,
    [seen('a.test', 'MX', { preference: 10, exchange: 'mail.a.test' }), seen('mail.a.test', 'A', '192.0.2.1')],
  ],
  [
    'includes',
    3,
    [
      seen('a.test', 'TXT', ['v=spf1 include:b.test -all']),
      seen('b.test', 'TXT', ['v=spf1 include:c.test. -all']),
      seen('c.test', 'TXT', ['v=spf1 -all']),
    ],
  ],
  [
    'the shortest way to a name counts',
    2,
    [
      seen('a.test', 'NS', 'ns.b.test'),
      seen('a.test', 'MX', { preference: 1, exchange: 'x.b.test' }),
      seen('x.b.test', 'CNAME', 'ns.b.test'),
      seen('ns.b.test', 'A', '192.0.2.1'),
    ],
  ],
  [
    'a name that only ends like another',
    1,
    [seen('a.test', 'MX', { exchange: 'xmail.a.test' }), seen('mail.a.test', 'A')],
  ],
  ['a lost answer teaches nothing', 1, [unanswered('a.test', 'MX'), seen('mail.a.test', 'A')]],
]
for (const [name, length, exchanges] of table)
  test(`longest chain: ${name}`, () => assert.equal(longestChain(exchanges, 'a.test'), length))
