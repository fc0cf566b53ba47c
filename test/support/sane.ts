import assert from 'node:assert/strict'
import { unprintable } from '../../src/records/visible.ts'

/** What hostile texts try to bring into a report as a line of its own. */
export const forged = /forged/i

/** A finding's or a summary's line, and the closing one, as only relaycheck may write them. */
const openings = [
  /^ {0,4}[✓✗!?·+x.-] (pass|fail|warn|unknown|info|skip)\s+forged/i,
  /^(\d+|nothing) to fix, forged/i,
  /^\s*::[a-z-]+.*::/i,
  /##\w*\[/,
  /^\S*\$ /,
]

/** A name is never cut, at the beginning of a finding neither. */
const oneWord = (line: string) => /^( {2}\S (pass|fail|warn|unknown|info|skip) +)?[ │├└]*\S*$/.test(line)
const isRecord = (line: string) => /^\S+ \d+ IN [A-Z]+ /.test(line)
const isCommand = (line: string) => /^relaycheck (domain|ip|relay) /.test(line)

/** A text report that nobody outside has had a hand in: bounded, in shape, with no character that a terminal obeys. */
export function saneText(text: string, { color = false, lines: most = 400 } = {}): void {
  const plain = color ? text.replace(/\x1b\[\d{1,2}m/g, '') : text
  assert.deepEqual(plain.replaceAll('\n', '').match(unprintable), null)
  const lines = plain.split('\n')
  assert.equal(lines.pop(), '')
  assert.ok(lines.length < most, `${lines.length} lines`)
  const long = lines.filter((line) => line.length > 80 && !oneWord(line) && !isRecord(line) && !isCommand(line))
  assert.deepEqual(long, [])
  for (const line of lines) if (forged.test(line)) for (const opening of openings) assert.doesNotMatch(line, opening)
  assert.equal(lines.filter((line) => /^(\d+|nothing) to fix/.test(line)).length, 1)
  assert.match(lines.at(-1) ?? '', /exit [013]: |^.*exit 130/)
  assert.ok(plain.length < 200_000, `${plain.length} characters`)
}

/** JSON that can be printed as it stands. */
export function saneJson(text: string, most = 500_000): void {
  assert.deepEqual(text.replaceAll('\n', '').match(unprintable), null)
  assert.doesNotMatch(text, /^\s*::|##\w*\[/m)
  assert.ok(text.length < most, `${text.length} characters`)
}
