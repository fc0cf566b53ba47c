import { linesOf, type Outgoing, readSmarthost, withOthers } from './outgoing.ts'

/** Debian's answers for Exim, which its configuration is made from (update-exim4.conf(8)). */
export function readEximAnswers(text: string): Outgoing {
  const answers = new Map(
    linesOf(text, '#').flatMap((line) => {
      const [, name, , value] = /^(\w+)=(['"]?)(.*)\2$/.exec(line) ?? []
      return name === undefined ? [] : [[name, value ?? ''] as const]
    }),
  )
  const kind = answers.get('dc_eximconfig_configtype') ?? ''
  if (kind === 'internet') return {}
  if (kind === 'local') return { local: true }
  if (kind !== 'smarthost' && kind !== 'satellite')
    return { unread: 'what it does with outgoing mail: it is not configured' }
  const [first, ...others] = (answers.get('dc_smarthost') ?? '').split(';').filter((one) => one.trim() !== '')
  if (first === undefined) return { unread: 'its smarthost: dc_smarthost is empty' }
  return withOthers(
    readSmarthost(first, '::'),
    others.map((one) => readSmarthost(one, '::')),
  )
}

interface Router {
  name: string
  options: ReadonlyMap<string, string>
}

/** Exim's own configuration: the first router that takes mail for everybody decides (Exim specification, chapter 15). */
export function readExim(text: string): Outgoing {
  const unread = 'its routers'
  const routers = routersOf(text)
  if (routers.length === 0) return { unread }
  for (const { options } of routers) {
    const driver = options.get('driver')
    if (!isForOthers(options.get('domains'))) continue
    if (driver === 'dnslookup') return {}
    if (driver !== 'manualroute') continue
    const route = routeOf(options)
    if (route === undefined) continue
    return /\$|^[A-Z]/.test(route)
      ? { unread: `its smarthost, which only Exim can work out: "${route.slice(0, 100)}"` }
      : readSmarthost(route, '::')
  }
  return { unread: `${unread}: none of those that are known here takes mail for everybody` }
}

const isForOthers = (domains: string | undefined): boolean =>
  domains === undefined || domains === '*' || /^!\s*(?:\+local_domains|@)/.test(domains)

/** `* host::587 byname`, or the first host of route_data. */
function routeOf(options: ReadonlyMap<string, string>): string | undefined {
  const list = options.get('route_list')
  if (list === undefined) return options.get('route_data')?.split(/\s/)[0]
  const [pattern, host] = list.replace(/^"|"$/g, '').split(/\s+/)
  return pattern === '*' || pattern?.startsWith('!') ? host : undefined
}

/** The routers, in order; lines that end with `\` go on. Conditions of the configuration itself (`.ifdef`) are left out. */
function routersOf(text: string): Router[] {
  const lines = linesOf(text.replace(/\\\n\s*/g, ''), '#').filter((line) => !line.startsWith('.'))
  const start = lines.indexOf('begin routers')
  const end = lines.findIndex((line, i) => i > start && line.startsWith('begin '))
  const routers: { name: string; options: Map<string, string> }[] = []
  for (const line of start < 0 ? [] : lines.slice(start + 1, end < 0 ? undefined : end)) {
    const name = /^(\w+):$/.exec(line)?.[1]
    const [, option, value] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? []
    if (name !== undefined) routers.push({ name, options: new Map() })
    else if (option !== undefined) routers.at(-1)?.options.set(option, value ?? '')
  }
  return routers
}
