import assert from 'node:assert/strict'
import test from 'node:test'
import { Command, Option } from 'commander'
import { checks } from '../../src/checks/index.ts'
import { shellNames } from '../../src/core/request.ts'
import { completionScript } from '../../src/terminal/completion.ts'
import { grammar, readArguments } from '../../src/terminal/program.ts'
import { relaycheck } from '../support/tool.ts'

/** Every command, and every option of each, as commander knows them. */
const everything = grammar('1.2.3', () => {}).commands.map((command) => ({
  name: command.name(),
  options: command.options.filter(({ hidden }) => !hidden),
}))

for (const shell of shellNames) {
  test(`${shell}: the script names every command, every option and every check`, async () => {
    const { code, out, err } = await relaycheck(['completion', shell])
    assert.deepEqual({ code, err }, { code: 0, err: '' })
    const words = new Set(out.match(/[\w-]+/g))
    const long = (name = '') => (shell === 'fish' ? name.replace(/^--/, '') : name)
    const wanted = [
      ...everything.flatMap(({ name, options }) => [name, ...options.map((option) => long(option.long))]),
      ...checks.map(({ id }) => id),
    ]
    assert.ok(wanted.length > 50)
    assert.deepEqual(
      wanted.filter((word) => !words.has(word)),
      [],
    )
  })

  test(`${shell}: an option added to the grammar appears by itself, one that is hidden does not`, () => {
    const program = new Command('relaycheck').version('1.2.3')
    const command = program.command('weigh').argument('<file>')
    command.addOption(new Option('--unit <unit>', 'of the weight').choices(['kilogram', 'stone']))
    command.addOption(new Option('--secretly').hideHelp())
    const script = completionScript(shell, program, [])
    for (const word of ['weigh', 'unit', 'kilogram', 'stone']) assert.match(script, new RegExp(`\\b${word}\\b`))
    assert.doesNotMatch(script, /secretly/)
  })

  test(`${shell}: the script is plain text that ends its last line, and says which version wrote it`, async () => {
    const { out } = await relaycheck(['completion', shell])
    assert.match(out, /^[\t\n\x20-\x7e]+\n$/)
    assert.match(out, /^# relaycheck \d+\.\d+\.\d+: /m)
  })
}

test('the values of options are the words that the options take', () => {
  const script = completionScript(
    'bash',
    grammar('1.2.3', () => {}),
    [],
  )
  assert.match(script, /"domain --format"\) words='text json jsonl html' ;;/)
  assert.match(script, /"domain --fail-on"\) words='warn fail' ;;/)
  for (const command of ['domain', 'ip'])
    assert.match(script, new RegExp(`"${command} --lists"\\) words='core extended all' ;;`))
  for (const option of ['zone', 'record', 'replay', 'write-fix', 'output', 'targets'])
    assert.match(script, new RegExp(`"domain --${option}"\\) compopt -o default; return ;;`))
})

test('help shows no list of words but the one that stands in the description', () => {
  const shown = readArguments(['domain', '--help'], { version: '1.2.3' })
  assert.doesNotMatch('show' in shown ? shown.show : 'nothing', /choices|nothing/)
})

const refused: Record<string, RegExp> = {
  'completion bahs': /^relaycheck: completion takes bash, zsh or fish, not "bahs"\. Did you mean bash\?\n$/,
  'completion powershell': /^relaycheck: completion takes bash, zsh or fish, not "powershell"\.\n$/,
  completion: /^relaycheck: Which shell\? relaycheck completion bash, zsh or fish\.\n$/,
  'completion bash fish': /^relaycheck: completion takes one shell at a time: relaycheck completion bash\n$/,
}
for (const [line, sentence] of Object.entries(refused))
  test(`relaycheck ${line} is asked wrongly, and one sentence says so`, async () => {
    const { code, out, err } = await relaycheck(line.split(' '))
    assert.deepEqual({ code, out }, { code: 2, out: '' })
    assert.match(err, sentence)
  })
