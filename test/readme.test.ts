import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { checks } from '../src/checks/index.ts'
import { exitCodes } from '../src/exit.ts'
import { checksTable } from '../src/formats/checks-table.ts'
import { relaycheck } from './support/tool.ts'

const path = new URL('../README.md', import.meta.url).pathname

/** A recorded run as the console shows it. */
async function shown(tape: string, argv: readonly string[]): Promise<string> {
  const file = new URL(`../fixtures/tapes/${tape}.json`, import.meta.url).pathname
  const { out } = await relaycheck([...argv, '--replay', file, '--at', '2026-11-24T06:00:00Z'])
  return `\`\`\`console\n$ relaycheck ${argv.join(' ')}\n${out}\`\`\``
}

const parts: Record<string, () => Promise<string>> = {
  checks: async () => checksTable(checks),
  'exit-codes': async () =>
    [
      '| Code | Meaning |',
      '| --- | --- |',
      ...Object.entries(exitCodes).map(([code, says]) => `| ${code} | ${says} |`),
    ].join('\n'),
  report: () =>
    shown('shop-broken', [
      'domain',
      'shop.example',
      '--ip',
      '192.31.196.25',
      '--selector',
      'mail',
      '--selector',
      's4711',
    ]),
  'address-report': () => shown('address-listed', ['ip', '192.31.196.66']),
}

for (const [name, render] of Object.entries(parts))
  test(`README: ${name} is what the tool says today`, async () => {
    const is = readFileSync(path, 'utf8')
    const block = new RegExp(`(<!-- ${name}:begin[^\\n]*-->\\n)[^]*?(<!-- ${name}:end -->)`)
    assert.match(is, block)
    const text = await render()
    const should = is.replace(block, (_, begin: string, end: string) => `${begin}${text}\n${end}`)
    if (process.env.UPDATE) writeFileSync(path, should)
    else assert.equal(is, should, 'UPDATE=1 npm test rewrites it')
  })

test('README: every command that it shows is one that the tool takes', async () => {
  const commands = [
    ...readFileSync(path, 'utf8').matchAll(/^(?:\$ |npx |npm ci && npx | *run: )?relaycheck (?<words>[^#\n]*)/gm),
  ]
  assert.ok(commands.length > 10)
  for (const { groups } of commands) {
    const words = (groups?.words ?? '').trim().split(/\s+/)
    const { code, err } = await relaycheck([...words, '--help'])
    assert.equal(code, 0, `${words.join(' ')}: ${err}`)
  }
})
