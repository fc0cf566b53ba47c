import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Command } from 'commander'
import { type Shell, shellNames } from '../../src/core/request.ts'
import { completionScript } from '../../src/terminal/completion.ts'
import { describeWith, makeFolder, removeFolder, runProgram } from '../support/real-server.ts'
import { relaycheck } from '../support/tool.ts'

/** `relaycheck completion` in real shells: what they make of a line. */

/** A line, and what may stand in place of its last word: all that is offered, or some of what is and is not. */
const lines: Record<string, string[] | { with: string[]; without: string[] }> = {
  'relaycheck ': {
    with: ['domain', 'explain', 'checks', 'demo', 'completion', 'help'],
    without: ['--help', 'spf-all'],
  },
  'relaycheck do': ['domain'],
  'relaycheck --v': ['--version'],
  'relaycheck help do': ['domain'],
  'relaycheck completion ': ['bash', 'fish', 'zsh'],
  'relaycheck explain spf-l': ['spf-legacy', 'spf-lookups'],
  'relaycheck explain --': { with: ['--format'], without: ['--only'] },
  'relaycheck domain --': { with: ['--ip', '--zone', '--verbose', '--help'], without: ['--version', '-v', 'domain'] },
  'relaycheck domain --verb': ['--verbose'],
  'relaycheck domain shop.example --par': ['--parked'],
  'relaycheck domain --resolver 192.0.2.1:53 --par': ['--parked'],
  'relaycheck domain ': [],
  'relaycheck domain -- --par': [],
  'relaycheck domain --helo ': [],
  'relaycheck domain --format ': { with: ['text', 'json', 'jsonl'], without: ['warn', '--ip', 'a.zone'] },
  'relaycheck domain --fail-on w': ['warn'],
  'relaycheck domain --only spf-l': ['spf-legacy', 'spf-lookups'],
  'relaycheck checks --skip spf-leg': ['spf-legacy'],
  'relaycheck demo --par': [],
  'relaycheck domain --zone a.z': ['a.zone'],
  'relaycheck domain --write-fix sub/': ['sub/b.zone'],
  'relaycheck domain --replay two\\ w': ['two words.json'],
}

/** All that a shell offers in place of the last word of each line, in a folder with some files. */
type Offered = (script: string, folder: string) => Promise<Map<string, string[]>>

const shells: Record<Shell, { programs: string[]; offered: Offered }> = {
  bash: { programs: ['bash', 'script'], offered: offeredBash },
  zsh: { programs: ['zsh', 'script'], offered: offeredZsh },
  fish: { programs: ['fish'], offered: offeredFish },
}

for (const [shell, { programs, offered }] of Object.entries(shells))
  describeWith(programs, `${shell} completes`, () => {
    const folder = makeFolder()
    let found: Map<string, string[]>
    before(async () => {
      const { out } = await relaycheck(['completion', shell])
      mkdirSync(join(folder, 'sub'))
      for (const name of ['a.zone', 'sub/b.zone', 'two words.json']) writeFileSync(join(folder, name), '')
      found = await offered(out, folder)
    })
    after(() => removeFolder(folder))
    for (const [line, expected] of Object.entries(lines))
      test(line, () => {
        const words = found.get(line)
        if (Array.isArray(expected)) assert.deepEqual(words, expected)
        else {
          assert.deepEqual(
            expected.with.filter((word) => !words?.includes(word)),
            [],
          )
          assert.deepEqual(
            expected.without.filter((word) => words?.includes(word)),
            [],
          )
        }
      })
  })

const awkward = `it's "$HOME" \`id\` $(id) [a]: \\ ; | & #`

for (const shell of shellNames)
  describeWith([shell], `the script for ${shell}`, () => {
    test('holds what the grammar says as words, whatever they would mean to a shell', () => {
      const program = new Command('relaycheck').version('1.2.3')
      program.command('weigh').description(awkward).option('--unit <unit>', awkward)
      const folder = makeFolder()
      const script = join(folder, 'script')
      writeFileSync(script, completionScript(shell, program, [{ word: 'a-check', says: awkward }]))
      assert.equal(runProgram(shell, ['-n', script], folder), '')
      if (shell !== 'fish') return
      const said = runProgram(
        shell,
        ['--no-config', '-c', 'source $argv[1]; complete -C "relaycheck w"', script],
        folder,
      )
      assert.equal(said, `weigh\t${awkward}\n`)
    })
  })

describeWith(['zsh'], 'the script for zsh', () => {
  test('may also be sourced', async () => {
    const { out } = await relaycheck(['completion', 'zsh'])
    const home = makeFolder()
    writeFileSync(join(home, 'script'), out)
    const sourced = 'autoload -U compinit; compinit -u -D; source $1; print $_comps[relaycheck]'
    assert.equal(runProgram('zsh', ['-fc', sourced, 'zsh', join(home, 'script')], home), '_relaycheck\n')
  })
})

/** Types every line into a shell on a terminal (`script` makes one), where a key puts all that is offered on the line and another shows it. */
async function typeAll(shell: string, env: Record<string, string>, cwd: string): Promise<Map<string, string[]>> {
  const child = spawn('script', ['-qec', shell, '/dev/null'], {
    cwd,
    env: { ...process.env, LC_ALL: 'C.UTF-8', SHELL: '/bin/sh', TERM: 'dumb', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  })
  const ended = once(child, 'close')
  let said = ''
  const shown = async (pattern: RegExp) => {
    for (;;) {
      const match = pattern.exec(said)
      if (match) {
        said = said.slice(match.index + match[0].length)
        return match[1] ?? ''
      }
      await Promise.race([once(child.stdout, 'data'), ended.then(() => assert.fail(said))])
    }
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await shown(/READY/)
  const found = new Map<string, string[]>()
  for (const line of Object.keys(lines)) {
    child.stdin.write(`${line}${keys.all}${keys.show}`)
    found.set(line, insteadOf(line, await shown(/@@\[(.*?)\]@@/s)))
  }
  child.stdin.end('exit\n')
  await ended
  return found
}

/** ^T and ^P: nothing to a terminal itself. */
const keys = { all: '\x14', show: '\x10' }

/** The words that stand in place of the last one. */
function insteadOf(line: string, shown: string): string[] {
  const kept = /^.*[^\\] /.exec(line)?.[0] ?? ''
  assert.equal(shown.slice(0, kept.length), kept)
  if (shown === line) return []
  const words = shown.slice(kept.length).split(/(?<!\\) +/)
  return words.map((word) => word.replace(/=$/, '').replaceAll('\\', '')).filter(Boolean)
}

async function offeredBash(script: string, folder: string) {
  const home = makeFolder()
  writeFileSync(join(home, 'script'), script)
  writeFileSync(
    join(home, 'rc'),
    `PS1= HISTFILE=
source "$HOME/script"
show() { printf '@@[%s]@@\\n' "$READLINE_LINE"; READLINE_LINE= READLINE_POINT=0; }
bind '"\\C-t": insert-completions'
bind -x '"\\C-p": show'
echo READY
`,
  )
  return typeAll(`bash --noprofile --rcfile ${home}/rc -i`, { HOME: home }, folder)
}

async function offeredZsh(script: string, folder: string) {
  const home = makeFolder()
  mkdirSync(join(home, 'functions'))
  writeFileSync(join(home, 'functions/_relaycheck'), script)
  writeFileSync(
    join(home, '.zshrc'),
    `PS1= fpath=("$HOME/functions" $fpath)
autoload -U compinit; compinit -u -D
zle -C all-matches complete-word _generic
zstyle ':completion:all-matches:*' completer _all_matches _complete
zstyle ':completion:all-matches:*' insert true
show() { zle -I; print -r "@@[$BUFFER]@@"; BUFFER= }
zle -N show
bindkey '^T' all-matches
bindkey '^P' show
print READY
`,
  )
  return typeAll('zsh -i', { HOME: home, ZDOTDIR: home }, folder)
}

async function offeredFish(script: string, folder: string) {
  const home = makeFolder()
  writeFileSync(join(home, 'script'), script)
  const all = 'source $argv[1]; for line in $argv[2..-1]; complete -C $line; echo "@@"; end'
  const said = runProgram('fish', ['--no-config', '-c', all, join(home, 'script'), ...Object.keys(lines)], folder)
  const each = said.split(/^@@\n/m).map((words) => words.split('\n').filter(Boolean))
  return new Map(Object.keys(lines).map((line, i) => [line, (each[i] ?? []).map((word) => word.replace(/\t.*/, ''))]))
}
