const tables: Readonly<Record<string, (columns: readonly string[]) => boolean>> = {
  '/proc/net/tcp': isListening,
  '/proc/net/tcp6': isListening,
  '/proc/net/unix': ([, , , flags = '']) => (Number.parseInt(flags, 16) & 0x10000) !== 0,
}

/** Of the kernel's tables of sockets (proc(5)) the head and what listens: with whom this machine talks is nobody's business. */
export function withoutPeers(path: string, text: string): string {
  const keeps = Object.hasOwn(tables, path) ? tables[path] : undefined
  if (!keeps) return text
  const lines = text.split('\n')
  return lines.filter((line, i) => i === 0 || keeps(line.trim().split(/\s+/))).join('\n')
}

function isListening([, , , state = '']: readonly string[]): boolean {
  return state === '0A'
}
