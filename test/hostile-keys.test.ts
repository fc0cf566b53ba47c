import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { evil, isBorne } from './support/borne.ts'
import type { Fault } from './support/faulty.ts'
import { crowd, eitherOf, holding, latin1, many, replyWith, set, strings } from './support/hostile-answers.ts'

const dmarcName = '_dmarc.shop.example'
const keyName = 's1._domainkey.shop.example'
const txt = (name: string, text: string) => set(name, 'TXT', strings(text))
/** A text at every name that this fits. */
const textAt =
  (names: RegExp, make: (name: string) => string): Fault =>
  (question, reply) =>
    question.type === 'TXT' && names.test(question.name)
      ? replyWith(question, txt(question.name, make(question.name)))
      : reply
const anyKey = /\._domainkey\./
const anyDmarc = /^_dmarc\./

/** DER with a length, whatever it holds. */
const der = (tag: number, length: Buffer, ...content: Buffer[]) =>
  Buffer.concat([Buffer.from([tag]), length, ...content])
const long = (length: number) => Buffer.from([0x83, length >> 16, (length >> 8) & 255, length & 255])
const rsa = (modulus: Buffer, exponent: Buffer) => {
  const numbers = [der(2, long(modulus.length), modulus), der(2, long(exponent.length), exponent)]
  const inside = Buffer.concat(numbers)
  return der(0x30, long(inside.length), inside).toString('base64')
}
const ones = (length: number) => Buffer.alloc(length, 0x7f)

const texts: Record<string, Fault> = {
  'in a DMARC record': holding(
    txt(
      dmarcName,
      latin1(`v=DMARC1; p=${evil}; ${evil}=1; rua=mailto:${evil}@${evil},mailto:a@b.example!${evil}; sp=x`),
    ),
  ),
  'in what only looks like one': holding(
    txt(dmarcName, latin1(`v=DMARC1 ${evil}`)),
    txt('dmarc.shop.example', latin1(`v=DMARC1; p=none ${evil}`)),
  ),
  'in every DMARC record': textAt(anyDmarc, () => latin1(`v=DMARC1; p=none; ${evil}; psd=${evil}`)),
  'in report addresses': textAt(anyDmarc, () =>
    latin1(`v=DMARC1; p=none; rua=mailto:a@${evil}.example,https://${evil}/,mailto:"${evil}"@shop.example`),
  ),
  'in DKIM keys': textAt(anyKey, () =>
    latin1(`v=DKIM1; k=${evil}; p=${evil}; t=${evil}; s=${evil}; h=${evil}; n=${evil}`),
  ),
  'in the aliases of DKIM keys': (question, reply) =>
    question.type === 'TXT' && anyKey.test(question.name)
      ? replyWith(question, set(question.name, 'CNAME', '\\010\\027[2j::error::forged.example'))
      : reply,
}

const crowds: Record<string, Fault> = {
  '64 KB at _dmarc': eitherOf(
    crowd(`TXT ${dmarcName}`, [Buffer.from(`\xff${'v=DMARC1; p=none;a'.padEnd(255, ';')}`.repeat(254), 'latin1')]),
  ),
  '1500 DMARC records': eitherOf(
    crowd(
      `TXT ${dmarcName}`,
      many(1500, (i) => Buffer.from(`\x13v=DMARC1; p=none;${String(i).padStart(2, '0').slice(-2)}`, 'latin1')),
    ),
  ),
  '1500 report addresses': holding(
    txt(dmarcName, `v=DMARC1; p=none; rua=${many(1500, (i) => `mailto:a@${i}.r.example`).join(',')}`),
  ),
  '10000 tags': holding(txt(dmarcName, `v=DMARC1; p=none; ${many(10_000, (i) => `t${i % 90}=y`).join(';')}`)),
  '64 KB at a selector': eitherOf(
    crowd(`TXT ${keyName}`, [Buffer.from(`\xff${'p='.padEnd(255, 'A')}`.repeat(254), 'latin1')]),
  ),
  '1500 keys at a selector': eitherOf(
    crowd(
      `TXT ${keyName}`,
      many(1500, (i) => Buffer.from(`\x08p=QU${String(i).padStart(4, '0')}`, 'latin1')),
    ),
  ),
  'a key at every selector': textAt(anyKey, () => `v=DKIM1; p=${rsa(ones(256), Buffer.from([1, 0, 1]))}`),
  'another broken key at every selector': textAt(anyKey, (name) => `v=DKIM1; k=${name}; p=!${name.repeat(5)}`),
  'a modulus of 45 KB': holding(txt(keyName, `p=${rsa(ones(45_000), Buffer.from([3]))}`)),
  'an exponent of 45 KB': holding(txt(keyName, `p=${rsa(ones(256), ones(45_000))}`)),
  'lengths that lie': holding(
    txt(keyName, `p=${der(0x30, Buffer.from([0x84, 255, 255, 255, 255]), ones(50)).toString('base64')}`),
  ),
  'DER in DER in DER': holding(
    txt(
      keyName,
      `p=${many(8000, () => 0)
        .reduce((inner) => Buffer.concat([Buffer.from([0x30, 0x80]), inner]), Buffer.alloc(0))
        .toString('base64')}`,
    ),
  ),
  'quotes, backslashes and semicolons without end': holding(
    txt(keyName, '"\\;'.repeat(15_000)),
    txt(dmarcName, '"\\; v=DMARC1 '.repeat(4000)),
  ),
}

const mazes: Record<string, Fault> = {
  'every _dmarc is its own alias': (question, reply) =>
    anyDmarc.test(question.name) ? replyWith(question, set(question.name, 'CNAME', question.name)) : reply,
  'every selector leads to another selector': (question, reply) =>
    anyKey.test(question.name) ? replyWith(question, set(question.name, 'CNAME', `x${question.name}`)) : reply,
  'reports that consent to reports that consent': eitherOf((question, reply) =>
    question.type !== 'TXT'
      ? reply
      : /_dmarc/.test(question.name)
        ? replyWith(
            question,
            txt(
              question.name,
              `v=DMARC1; p=none; rua=${many(40, (i) => `mailto:r@${i}.${question.name.slice(-20).replace(/[^a-z.]/g, 'x')}`).join(',')}`,
            ),
          )
        : reply,
  ),
  'a domain of many labels': textAt(
    anyDmarc,
    (name) => `v=DMARC1; p=none; rua=mailto:a@${'a.'.repeat(100)}${name.slice(7)}`,
  ),
}

/** A resolver that gives each alias by itself has us ask along every chain: 150 selectors, 17 names. */
const questionsIn: Record<string, number> = { 'every selector leads to another selector': 900 }

for (const [what, worldsOf] of Object.entries({ 'what a terminal or a log would obey': texts, crowds, mazes }))
  describe(`hostile keys and policies: ${what}`, { concurrency: 2 }, () => {
    for (const [name, fault] of Object.entries(worldsOf))
      for (const argv of [['--selector', 's1'], []])
        test([name, ...argv].join(' '), async () => {
          const { report } = await isBorne(fault, argv, questionsIn[name])
          assert.ok(report.findings.some(({ check }) => check.startsWith('dkim-')))
          assert.ok(report.findings.some(({ check }) => check.startsWith('dmarc-')))
        })
  })
