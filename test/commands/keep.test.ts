import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { keyRecord } from '../support/published-keys.ts'
import { relaycheck } from '../support/tool.ts'

const folder = mkdtempSync(join(tmpdir(), 'relaycheck-'))
after(() => rmSync(folder, { recursive: true }))
const path = (name: string) => join(folder, name)
/** Nothing listens there: whatever is answered comes from the files. */
const nobody = ['--resolver', '127.0.0.1:9', '--timeout', '0.3']
/** What shows that mail is acme.example's own. Its DMARC record ends the walk: what stands above it is not asked. */
const signs = `mail._domainkey TXT ${keyRecord}\n_dmarc TXT "v=DMARC1; p=reject; psd=n; rua=mailto:dmarc@acme.example"\n`
const zone = (name: string, lines: string) => {
  const head =
    '@ SOA ns1.host.example. dns.host.example. 1 7200 3600 1209600 300\n@ NS ns1.host.example.\n@ NS ns2.host.example.\n'
  writeFileSync(path(name), `$ORIGIN acme.example.\n$TTL 600\n${head}${signs}${lines}`)
  return ['domain', 'acme.example', '--zone', path(name), ...nobody]
}

test('--write-fix writes whole record sets, says what it mends, and laying them over proves it', async () => {
  const asked = zone('new.zone', '@ MX 10 mail\nmail A 192.31.196.10\n@ TXT "v=spf1 mx ?all"\n@ TXT "other=1"\n')
  const before = await relaycheck([...asked, '--write-fix', path('fix.zone'), '--fail-on', 'warn'])
  assert.equal(before.code, 1)
  assert.match(
    before.err,
    /fix\.zone holds the repairs of spf-all\/neutral\. Laid over DNS and checked again: nothing is left/,
  )
  const records = readFileSync(path('fix.zone'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(';'))
  // As in the report: the TTL that was seen may be what a cache had left of it.
  assert.match(before.out, /^acme\.example\. 3600 IN TXT "v=spf1 mx ~all"$/m)
  assert.deepEqual(records, ['acme.example. 3600 IN TXT "other=1"', 'acme.example. 3600 IN TXT "v=spf1 mx ~all"'])
  const repaired = await relaycheck([...asked, '--zone', path('fix.zone'), '--fail-on', 'warn'])
  assert.equal(repaired.code, 0, repaired.out)
})

test('--write-fix with nothing to mend writes a fragment that changes nothing', async () => {
  const asked = zone('good.zone', '@ MX 10 mail\nmail A 192.31.196.10\n@ TXT "v=spf1 mx -all"\n')
  const ran = await relaycheck([...asked, '--write-fix', path('none.zone')])
  assert.equal(ran.code, 0, ran.out)
  assert.match(ran.err, /none\.zone holds no repairs: nothing is wrong\.$/m)
  assert.equal((await relaycheck([...asked, '--zone', path('none.zone')])).code, 0)
})

test('--write-fix keeps the file of a better run where nothing was seen, and says so', async () => {
  writeFileSync(path('kept.zone'), 'acme.example. 3600 IN TXT "v=spf1 -all"\n')
  const asked = ['domain', 'acme.example', ...nobody, '--write-fix', path('kept.zone')]
  const blind = await relaycheck(asked)
  assert.equal(blind.code, 3)
  assert.match(blind.err, /kept\.zone is left alone: nothing was seen, so nothing is repaired\./)
  const interrupted = await relaycheck(asked, { signal: AbortSignal.abort() })
  assert.equal(interrupted.code, 130)
  assert.match(interrupted.err, /kept\.zone is left alone: the run was interrupted/)
  assert.equal(readFileSync(path('kept.zone'), 'utf8'), 'acme.example. 3600 IN TXT "v=spf1 -all"\n')
})

test('--write-fix for several domains counts findings and says whose they are', async () => {
  const files = ['one', 'two'].flatMap((name) => {
    const asked = zone(`${name}.zone`, '@ MX 10 mail\nmail A 192.31.196.10\n@ TXT "v=spf1 mx ?all"\n')
    writeFileSync(path(`${name}.zone`), readFileSync(path(`${name}.zone`), 'utf8').replace('acme', name))
    return asked.slice(2, 4)
  })
  const { err } = await relaycheck([
    ...['domain', 'one.example', 'two.example', ...files, ...nobody, '--only', 'spf-all', '--only', 'spf-no*'],
    ...['--only', 'dmarc-report-address', '--write-fix', path('both.zone')],
  ])
  assert.match(err, /both\.zone holds the repairs of spf-all\/neutral \(one\.example, two\.example\)\. Laid over DNS/)
})

test('a recording replays to the same bytes, and takes a zone file over it', async () => {
  const asked = zone('taped.zone', '@ MX 10 mail\nmail A 192.31.196.10\n@ TXT "v=spf1 mx ?all"\n')
  const live = await relaycheck([...asked, '--record', path('tape.json'), '--format', 'json'])
  const again = await relaycheck(['domain', 'acme.example', '--replay', path('tape.json'), '--format', 'json'])
  assert.equal(again.out, live.out)
  writeFileSync(path('over.zone'), 'acme.example. 600 IN TXT "v=spf1 mx -all"\n')
  const over = await relaycheck([
    'domain',
    'acme.example',
    '--replay',
    path('tape.json'),
    '--zone',
    path('over.zone'),
    '--format',
    'json',
  ])
  assert.match(live.out, /"spf-all\/neutral"/)
  assert.match(over.out, /"spf-all\/strict"/)
})

test('each format goes where it is told', async () => {
  const asked = zone('out.zone', '@ MX 10 mail\nmail A 192.31.196.10\n@ TXT "v=spf1 mx -all"\n')
  const { code, out } = await relaycheck([
    ...asked,
    '--format',
    'text',
    '--format',
    'json',
    '--output',
    path('report.json'),
  ])
  assert.equal(code, 0)
  assert.match(out, /^acme\.example/)
  assert.equal(JSON.parse(readFileSync(path('report.json'), 'utf8')).exitCode, 0)
})

test('several domains stand in one report, each under its own name', async () => {
  writeFileSync(
    path('two.zone'),
    '$ORIGIN beta.example.\n$TTL 600\n@ SOA a b 1 2 3 4 5\n@ NS ns1.host.example.\n@ NS ns2.host.example.\n@ MX 0 .\n@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject; psd=n"\n',
  )
  const asked = zone('one.zone', '@ MX 10 mail\nmail A 192.31.196.10\n@ TXT "v=spf1 mx -all"\n')
  const { code, out } = await relaycheck([
    ...asked,
    '--zone',
    path('two.zone'),
    'beta.example',
    'BETA.example.',
    '--format',
    'json',
  ])
  const report = JSON.parse(out)
  assert.equal(code, 0)
  assert.deepEqual(
    report.steps.map((step: { target: string; id: string }) => `${step.target} ${step.id}`),
    [
      'acme.example zone',
      'acme.example mx',
      'acme.example spf',
      'acme.example dkim',
      'acme.example dmarc',
      'acme.example relay-records',
      'acme.example lists',
      'acme.example receivers',
      'beta.example zone',
      'beta.example mx',
      'beta.example spf',
      'beta.example dkim',
      'beta.example dmarc',
      'beta.example relay-records',
      'beta.example lists',
      'beta.example receivers',
    ],
  )
})

test('a domain that does not exist is told, whichever checks were chosen', async () => {
  const [, , ...rest] = zone('gone.zone', '@ TXT "v=spf1 -all"\n')
  for (const choice of [
    ['--only', 'spf-*'],
    ['--skip', 'zone-*'],
    ['--only', 'mx-*', '--quiet'],
  ]) {
    const { code, out } = await relaycheck(['domain', 'nowhere.acme.example', ...rest, ...choice])
    assert.equal(code, 1)
    assert.match(out, /zone-exists\/no-such-domain/)
  }
})

test('a zone file for what the chosen checks do not ask about is no mistake', async () => {
  const asked = zone(
    'most.zone',
    '@ MX 10 mail\nmail A 192.31.196.10\n@ TXT "v=spf1 include:_spf.other.example -all"\n',
  )
  writeFileSync(path('part.zone'), '_spf.other.example. 300 TXT "v=spf1 ip4:192.31.196.9 -all"\n')
  const { code } = await relaycheck([...asked, '--zone', path('part.zone'), '--only', 'mx-*'])
  assert.equal(code, 0)
})
