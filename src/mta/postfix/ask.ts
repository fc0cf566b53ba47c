import type { Blind } from '../../core/observation.ts'
import { visible } from '../../records/visible.ts'
import type { Asker } from './door.ts'
import type { Answer, Answers } from './tables.ts'

/**
 * A way to ask one table through `postmap -q`: the answers, or nothing where no program is run here. A key is asked once.
 * Keys that would break postmap's lines have no answer.
 */
export function askPostmap(asker: Asker, table: string) {
  /** By key: the answer, or that there is none. */
  const known = new Map<string, Answer | undefined>()
  return async (keys: readonly string[]): Promise<Answers | undefined> => {
    if (!askable.test(table)) return undefined
    const fit = keys.filter((key) => key !== '' && !/[\0-\x1f\x7f]/.test(key))
    const open = [...new Set(fit.filter((key) => !known.has(key)))]
    if (open.length > 0) {
      const answers = await askNow(asker, table, open)
      if (!answers) return undefined
      for (const key of open) known.set(key, answers.get(key))
    }
    return new Map(fit.flatMap((key) => pair(key, known.get(key))))
  }
}
const pair = (key: string, answer: Answer | undefined) => (answer ? [[key, answer] as const] : [])

async function askNow(asker: Asker, table: string, keys: readonly string[]): Promise<Answers | undefined> {
  const ran = await asker.ask(table, `${keys.join('\n')}\n`)
  if (ran.kind === 'absent') return undefined
  if (ran.kind === 'blind') return blindAll(keys, ran.blind)
  // 1 is postmap's "not found", and its word for trouble too: then it says what.
  const trouble = ran.err.split('\n').find((line) => /(?:fatal|error|unsupported|cannot|denied)/.test(line))
  if (ran.code === 0 || !trouble) return new Map(ran.out.split('\n').flatMap((line) => readAnswer(line, table, keys)))
  const detail = `postmap says of ${visible(table)}: ${visible(trouble.slice(0, 200))}`
  return blindAll(keys, { reason: 'not-attempted', detail })
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
