import type { Setting } from '../../core/mta.ts'

/** opendkim.conf(5): a name, blanks, a value; `#` begins a comment anywhere, and names are read in any letters. The last counts. */
export function readOpenDkimConf(text: string, path: string): { settings: Map<string, Setting>; includes: string[] } {
  const settings = new Map<string, Setting>()
  const includes: string[] = []
  for (const [i, line] of text.split('\n').entries()) {
    const [, name = '', value = ''] = /^[ \t]*([^\s#]+)[ \t]+([^#\r]*)/.exec(line) ?? []
    if (name === '' || value.trim() === '') continue
    if (name.toLowerCase() === 'include') includes.push(value.trim())
    else settings.set(name.toLowerCase(), { value: value.trim(), from: `${path} line ${i + 1}` })
  }
  return { settings, includes }
}

/** `yes`, `true`, `1` */
export const isOn = (setting: Setting | undefined): boolean => /^[ty1]/i.test(setting?.value ?? '')

/** SOCKET in Debian's /etc/default/opendkim, for where it is started by its script. */
export function readDefaultSocket(text: string): string | undefined {
  const value = (name: string) => [...text.matchAll(new RegExp(`^${name}=["']?([^"'\\s#]+)`, 'gm'))].at(-1)?.[1]
  return value('SOCKET')?.replace(/\$\{?RUNDIR\}?/, () => value('RUNDIR') ?? '/run/opendkim')
}

/** The socket that a unit of systemd gives on the command line, which has the last word (opendkim(8), -p). */
export const readUnitSocket = (text: string): string | undefined =>
  [...text.matchAll(/^ExecStart=.*\s-p\s*["']?([^"'\s]+)/gm)].at(-1)?.[1]
