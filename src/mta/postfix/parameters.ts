import type { Setting } from '../../core/mta.ts'
import { expand, type Lookup } from './expand.ts'
import { words } from './lines.ts'

/** The parameters of Postfix, or of one of its services, with every `$name` replaced. */
export interface Parameters {
  setting(name: string): Setting
  text(name: string): string
  /** Its words between blanks and commas. */
  words(name: string): string[]
  /** `yes`, in any letters; all else is no. */
  isOn(name: string): boolean
}

/** Where values come from, the first that has one: what `-o` says, main.cf, what Postfix takes by itself. */
export interface Sources {
  overrides?: ReadonlyMap<string, Setting>
  settings: ReadonlyMap<string, Setting>
  byDefault: Lookup
}

/** Opens them. What cannot be expanded reads as empty and is told once, as a clause. */
export function openParameters(sources: Sources, tell: (fault: string) => void): Parameters {
  const known = new Map<string, Setting>()
  const raw = (name: string): Setting | undefined => sources.overrides?.get(name) ?? sources.settings.get(name)
  const lookup: Lookup = (name) => raw(name)?.value ?? sources.byDefault(name)
  const setting = (name: string): Setting => {
    const before = known.get(name)
    if (before) return before
    const from = raw(name)?.from ?? 'default'
    const expanded = expand(lookup(name) ?? '', lookup)
    if ('fault' in expanded) tell(`${name} (${from}) ${expanded.fault}`)
    const over = raw(name)?.over
    const one = { value: 'value' in expanded ? expanded.value : '', from, ...(over && { over }) }
    known.set(name, one)
    return one
  }
  const text = (name: string) => setting(name).value
  return {
    setting,
    text,
    words: (name) => words(text(name)),
    isOn: (name) => text(name).toLowerCase() === 'yes',
  }
}

/**
 * Defaults with the names that Postfix takes where main.cf gives none: `hostname` is the machine's. For them it looks at
 * nothing but main.cf.
 */
export function ownNames({ settings, byDefault }: Sources, hostname: string, tell: (fault: string) => void): Lookup {
  const given = (name: string) => {
    const one = settings.get(name)
    if (!one) return undefined
    const expanded = expand(one.value, (other) => settings.get(other)?.value)
    if ('value' in expanded) return expanded.value
    tell(`${name} (${one.from}) ${expanded.fault}`)
    return ''
  }
  const myhostname = () =>
    given('myhostname') ?? (hostname.includes('.') ? hostname : `${hostname}.${given('mydomain') ?? 'localdomain'}`)
  return (name) => {
    if (name === 'myhostname') return myhostname()
    if (name !== 'mydomain') return byDefault(name)
    const host = myhostname()
    return host.includes('.') ? host.slice(host.indexOf('.') + 1) : 'localdomain'
  }
}
