import type { Blind } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'
import type { Asker } from './door.ts'
import type { Answers } from './tables.ts'

/**
 * A way to ask one table through `postmap -q`: the answers, or nothing where no program is run here. Each key is asked
 * once. Keys that would break postmap's lines have no answer.
 */
export function askPostmap(asker: Asker, table: string) {
  return async (keys: readonly string[]): Promise<Answers | undefined> => {
    if (!askable.test(table)) return undefined
    const fit = keys.filter((key) => key !== '' && !/[\0-\x1f\x7f]/.test(key))
    if (fit.length === 0) return new Map()
    const input = `${fit.join('\n')}\n`
    const ran = await asker.ask(table, input)
    if (ran.kind === 'absent') return undefined
    if (ran.kind === 'blind') return blindAll(keys, ran.blind)
    // 1 is postmap's "not found", and its word for trouble too: then it says what.
    const trouble = ran.err.split('\n').find((line) => /(?:fatal|error|unsupported|cannot|denied)/.test(line))
    if (ran.code !== 0 && trouble)
      return blindAll(keys, {
        reason: 'not-attempted',
        detail: `postmap says of ${visible(table)}: ${visible(trouble.slice(0, 200))}`,
      })
    return new Map(ran.out.split('\n').flatMap((line) => readAnswer(line, table, fit)))
  }
}

/** Tables that are files, by their whole path: postmap would look for others in a folder of its own. */
const askable = /^[a-z]+:\/[^\0]*$/

/** `key TAB value`. */
function readAnswer(line: string, table: string, keys: readonly string[]) {
  const tab = line.indexOf('\t')
  const key = line.slice(0, tab)
  return tab > 0 && keys.includes(key) ? [[key, { value: line.slice(tab + 1), at: { path: table, key } }] as const] : []
}

const blindAll = (keys: readonly string[], blind: Blind): Answers => new Map(keys.map((key) => [key, { blind }]))
