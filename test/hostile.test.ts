import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { evil, isBorne } from './support/borne.ts'
import { answersOf, type Fault, keyOf, serve, worlds } from './support/faulty.ts'
import { below, crowd, eitherOf, holding, latin1, many, replyWith, set, strings } from './support/hostile-answers.ts'
import { saneJson } from './support/sane.ts'
import { relaycheck } from './support/tool.ts'

const shop = 'shop.example'
const escaped = (text: string) => [...Buffer.from(text)].map((octet) => `\\${String(octet).padStart(3, '0')}`).join('')
const uint16 = (i: number) => Buffer.from([i >> 8, i & 255])

const evilName = `${escaped('\n\u001b[2j  ✗ fail forged')}.${escaped('::error::')}a\\.b.${shop}`
const exchanges = (...names: string[]) => set(shop, 'MX', ...names.map((exchange, i) => ({ preference: i, exchange })))
const spf = (text: string, name = shop) => set(name, 'TXT', strings(text))
/** An SPF record at every name that this fits, made from the name. */
const spfAt =
  (names: RegExp, make: (name: string) => string): Fault =>
  (question, reply) =>
    question.type === 'TXT' && names.test(question.name)
      ? replyWith(question, spf(make(question.name), question.name))
      : reply
const bomb = /^shop\.example$|bomb/

const texts: Record<string, Fault> = {
  'in an SPF record': holding([...spf(latin1(`v=spf1 ${evil} -all`)), ...spf(latin1(evil))]),
  'in what only looks like one': holding(spf(latin1(`v=spf1include:${evil}`))),
  'in the terms': holding(
    spf(
      'v=spf1 include:a\nb.example exists:\u001b[2J.x ::error::FORGED\n::error::FORGED x\ty=FORGED redirect=\u0000FORGED',
    ),
  ),
  'in the explanation': holding(
    spf('v=spf1 exp=exp.shop.example -all'),
    spf('\n  x fail FORGED \u001b[2J ::error::FORGED', 'exp.shop.example'),
  ),
  'in the names of servers': holding(
    exchanges(evilName, `${escaped('::warning::FORGED')}.${shop}`, escaped('  ✗ fail FORGED')),
    set(shop, 'NS', evilName, 'ns1.shop.example'),
  ),
  'in aliases and SOA': holding(
    set('mx1.shop.example', 'CNAME', evilName),
    set(evilName, 'A', '192.31.196.10'),
    set(shop, 'SOA', { mname: evilName, rname: evilName, serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 }),
  ),
  'in names that SPF leads to': holding(spf(`v=spf1 mx:${shop} a:${shop} -all`), exchanges(evilName, evilName)),
  'in extended errors': () => ({ rcode: 2, ede: many(20, (code) => ({ code, text: evil })) }),
  'in extended errors of a zone that does not validate': ({ checkingDisabled }, reply) =>
    checkingDisabled ? reply : { rcode: 2, ede: [{ code: 6, text: evil }] },
  'in a wildcard': (question, reply) =>
    question.type === 'TXT' ? replyWith(question, spf(latin1(evil), question.name)) : reply,
}

const crowds: Record<string, Fault> = {
  '64 KB of TXT': eitherOf(
    crowd(
      `TXT ${shop}`,
      many(240, (i) => Buffer.from(`\xff${String(i).padEnd(255, '\x1b')}`, 'latin1')),
    ),
  ),
  '64 KB in one TXT record': eitherOf(
    crowd(`TXT ${shop}`, [Buffer.from(`\xff${'v=spf1 ip4:1.2.3.4 '.padEnd(255, 'mx ')}`.repeat(254), 'latin1')]),
  ),
  '2000 MX': eitherOf(
    crowd(
      `MX ${shop}`,
      many(2000, (i) => Buffer.concat([uint16(i), below(`m${i}`)])),
    ),
  ),
  '1500 SPF records': eitherOf(
    crowd(
      `TXT ${shop}`,
      many(1500, (i) => Buffer.from(`\x0cv=spf1 ${String(i).padStart(5, '0')}`, 'latin1')),
    ),
  ),
  '1500 misspelt ones': eitherOf(
    crowd(
      `TXT ${shop}`,
      many(1500, (i) => Buffer.from(`\x0cv=spfl ${String(i).padStart(5, '0')}`, 'latin1')),
    ),
  ),
  '500 NS': eitherOf(
    crowd(
      `NS ${shop}`,
      many(500, (i) => below(`n${i}`)),
    ),
  ),
  '3000 addresses of a mail server': eitherOf(
    crowd(
      'A mx1.shop.example',
      many(3000, (i) => Buffer.concat([Buffer.from([10, 1]), uint16(i)])),
    ),
  ),
  '3000 addresses of a name server': eitherOf(
    crowd(
      'A ns1.shop.example',
      many(3000, (i) => Buffer.concat([Buffer.from([192, 31]), uint16(i)])),
    ),
  ),
  'names of 250 octets': holding(
    exchanges(...many(9, (i) => many(4, (j) => String.fromCharCode(97 + i + j).repeat(61)).join('.'))),
  ),
  'names of 250 octets that do not print': holding(
    exchanges(...many(9, (i) => many(4, (j) => `\\${200 + i + j}`.repeat(61)).join('.'))),
  ),
  'an SPF record of 50 KB': holding(
    spf(`v=spf1 ${many(10_000, (i) => ['mx', 'a', 'ptr', '?a', '-mx'][i % 5]).join(' ')} -all`),
  ),
  'an SPF record of 3800 networks': holding(
    spf(`v=spf1 ${many(3800, (i) => `ip4:10.${i >> 8}.${i & 255}.0`).join(' ')} -all`),
  ),
  'an SPF record of 10000 faults': holding(spf(`v=spf1 ${many(10_000, (i) => `x${i % 1000}`).join(' ')} -all`)),
}

const mazes: Record<string, Fault> = {
  'a mail server that is its own alias': holding(set('mx1.shop.example', 'CNAME', 'mx1.shop.example')),
  'every name is its own alias': (question) => replyWith(question, set(question.name, 'CNAME', question.name)),
  'aliases in a circle': holding(
    set('_spf.mail.example', 'CNAME', 'a.example'),
    set('a.example', 'CNAME', '_spf.mail.example'),
  ),
  'aliases without end': (question, reply) =>
    /^c*(mx1|_spf)/.test(question.name) ? replyWith(question, set(question.name, 'CNAME', `c${question.name}`)) : reply,
  'aliases that grow': (question, reply) =>
    question.type === 'TXT' ? replyWith(question, set(question.name, 'CNAME', `x.${question.name}`)) : reply,
  'includes in a circle': holding(
    spf('v=spf1 include:a.example -all'),
    spf('v=spf1 include:shop.example redirect=a.example', 'a.example'),
  ),
  'a hundred includes of a hundred each': spfAt(
    bomb,
    (name) => `v=spf1 ${many(100, (i) => `include:${i}.bomb.${name.length % 7}.example`).join(' ')} -all`,
  ),
  'a hundred includes of a hundred each, ever deeper': spfAt(
    bomb,
    (name) => `v=spf1 ${many(100, (i) => `include:${i}.${name.length < 200 ? name : ''}bomb.example`).join(' ')} -all`,
  ),
  'an SPF record of a hundred mx, a and exists': eitherOf((question, reply) =>
    question.type === 'MX'
      ? replyWith(
          question,
          set(question.name, 'MX', ...many(20, (i) => ({ preference: i, exchange: `m${i}.${question.name}` }))),
        )
      : question.type === 'TXT' && question.name === shop
        ? replyWith(
            question,
            spf(
              `v=spf1 ${many(100, (i) => `mx:${i}.b.example a:${i}.b.example exists:%{i}.${i}.b.example`).join(' ')}`,
            ),
          )
        : question.type === 'A'
          ? replyWith(question, set(question.name, 'A', ...many(20, (i) => `10.0.0.${i}`)))
          : reply,
  ),
  '200 name servers with 20 addresses of each family': (question, reply) => {
    const [, i] = /^n(\d+)\.shop/.exec(question.name) ?? []
    if (question.type === 'NS')
      return replyWith(question, set(question.name, 'NS', ...many(200, (n) => `n${n}.${shop}`)))
    if (i && question.type === 'A')
      return replyWith(question, set(question.name, 'A', ...many(20, (n) => `192.31.${i}.${n}`)))
    if (i && question.type === 'AAAA')
      return replyWith(question, set(question.name, 'AAAA', ...many(20, (n) => `2001:db8:${i}::${n}`)))
    return reply
  },
  'everything answers everything': (question) =>
    replyWith(question, [
      ...set(question.name, 'A', '10.0.0.1'),
      ...set(question.name, 'AAAA', '::1'),
      ...exchanges('x.shop.example').map((record) => ({ ...record, name: question.name })),
      ...spf('v=spf1 +all', question.name),
      ...set(question.name, 'NS', 'n.shop.example'),
      ...set(question.name, 'SOA', { mname: 'a', rname: 'b', serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1 }),
      ...set(question.name, 'PTR', 'p.shop.example'),
      ...set(question.name, 'SPF', ['v=spf1']),
      ...set(question.name, 'DS', { keyTag: 1, algorithm: 1, digestType: 1, digest: 'aa' }),
      ...set(question.name, 'TLSA', { usage: 3, selector: 1, matchingType: 1, data: 'aa' }),
      ...set(question.name, 'DNSKEY', { flags: 1, protocol: 3, algorithm: 1, key: 'aaaa' }),
    ]),
  'a server that dribbles over TCP': ({ transport }) =>
    transport === 'udp'
      ? { truncated: true }
      : [{ stream: uint16(0xffff) }, ...many(100, () => ({ stream: Buffer.alloc(1), delayMs: 20 }))],
}

/** Where it makes a difference that the name servers themselves are asked. */
const manyServers = /server|alias|SOA|NS|wildcard|answers/

for (const [what, worldsOf] of Object.entries({ 'what a terminal or a log would obey': texts, crowds, mazes }))
  describe(`hostile: ${what}`, { concurrency: 2 }, () => {
    for (const [name, fault] of Object.entries(worldsOf))
      for (const argv of manyServers.test(name) ? [[], ['--authoritative']] : [[]])
        test([name, ...argv].join(' '), async () => {
          await isBorne(fault, argv)
        })
  })

test('records of other names are nobody’s: what was not asked for is not believed', async () => {
  const healthy = await isBorne((_, reply) => reply, [])
  const poison = [...set('mx1.shop.example', 'A', '6.6.6.6'), ...set('other.example', 'A', '6.6.6.6')]
  const poisoned = await isBorne(({ name }, reply) => {
    const foreign = poison.filter((record) => record.name !== name) as NonNullable<typeof reply.answers>
    return { ...reply, answers: [...(reply.answers ?? []), ...foreign], additionals: foreign }
  }, [])
  assert.doesNotMatch(poisoned.json, /6\.6\.6\.6/)
  assert.deepEqual(
    poisoned.report.findings.map(({ id }) => id),
    healthy.report.findings.map(({ id }) => id),
  )
})

test('names that differ only by case or by how they are escaped are one, a dot inside a label is not a dot', async () => {
  const { report } = await isBorne(
    holding(exchanges('MX1.shop.example', 'm\\1201.SHOP.example', 'mx1\\.shop.example', 'mx1\\046shop.example')),
    [],
  )
  const [unique] = report.findings.filter(({ check }) => check === 'mx-unique')
  assert.equal(unique?.id, 'mx-unique/repeated')
  assert.deepEqual(unique?.about.hosts, ['mx1.shop.example', 'mx1\\.shop.example'])
})

/** Every name leads to forty others of every kind. */
const forty: Fault = (question, reply) => {
  const { name, type } = question
  if (name.length > 200) return reply
  if (type === 'MX')
    return replyWith(question, set(name, 'MX', ...many(40, (i) => ({ preference: i, exchange: `m${i}.${name}` }))))
  if (type === 'NS') return replyWith(question, set(name, 'NS', ...many(40, (i) => `n${i}.${name}`)))
  if (type === 'A' && name.endsWith('.example'))
    return replyWith(question, set(name, 'A', ...many(40, (i) => `192.31.197.${i}`)))
  if (type === 'AAAA') return replyWith(question, set(name, 'AAAA', ...many(40, (i) => `2001:db8::${i}`)))
  if (type !== 'TXT') return reply
  const text = name.startsWith('_dmarc')
    ? `v=DMARC1; p=none; rua=${many(1000, (i) => `mailto:a@d${i}.t${i}.example`).join(',')}`
    : name.includes('_domainkey')
      ? `v=DKIM1; p=${name}`
      : `v=spf1 ${many(40, (i) => `include:i${i}.${name}`).join(' ')} mx a -all`
  return replyWith(question, spf(text, name))
}

test('whatever its records lead to, nobody is asked more than nine hundred questions about a domain, and that is said', async () => {
  const world = await serve(answersOf(worlds.repaired ?? {}), forty)
  const argv = ['domain', 'shop.example', '--resolver', world.resolver, '--timeout', '1', '--format', 'json']
  const { out } = await relaycheck(argv, { outside: world.outside })
  await world.close()
  const different = new Set(world.asked.map((question) => `${keyOf(question)} ${question.recursionDesired}`))
  assert.ok(different.size <= 900, `${different.size} questions`)
  assert.match(out, /lead to more than 800 questions, and relaycheck asks no more for one domain/)
  saneJson(out, 500_000)
})
