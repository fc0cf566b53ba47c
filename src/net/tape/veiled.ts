import type { VeilOfRun } from '../veil-of-run.ts'
import type { Found, ProbeTape } from './probe.ts'
import type { Tape } from './shape.ts'

/**
 * A tape without what is secret in the messages that came: octets of them are blotted out, and answers of DNS to what such
 * a message had asked for are left out.
 */
export function veiledTape(tape: Tape & { probe: ProbeTape }, veil: VeilOfRun): Tape {
  const { dns, probe } = tape
  const { mailbox } = probe
  const isPlain = (value: unknown) => {
    const text = JSON.stringify(value)
    return veil.hide(text) === text
  }
  const found = Object.entries(mailbox?.found ?? {}).map(
    ([key, looks]) => [key, looks.map((look) => veiledLook(look, veil))] as const,
  )
  return {
    ...tape,
    dns: Object.fromEntries(Object.entries(dns).filter(isPlain)),
    probe: { ...probe, ...(mailbox && { mailbox: { ...mailbox, found: Object.fromEntries(found) } }) },
  }
}

function veiledLook(look: Found, { blot, hide }: VeilOfRun): Found {
  const { arrival } = look
  if (!arrival) return look
  const octets = blot(arrival.octets)
  const folder = hide(arrival.folder)
  return { ...look, arrival: { ...arrival, folder, ...(octets && { octets, veiled: true }) } }
}
