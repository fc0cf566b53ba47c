import { behindRelay, onlyThrough } from '../behind-relay.ts'
import zoneExistsCheck from '../checks/zone/zone-exists.ts'
import type { Check } from '../core/check.ts'
import type { Gathered } from '../core/facts.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import type { World } from '../core/world.ts'
import { gatherersFor } from '../facts/index.ts'
import { gather } from '../gather.ts'
import { judge } from '../judge.ts'
import { withQuota } from '../net/quota.ts'
import type { Plan } from '../plan.ts'

const zoneExists: Check = zoneExistsCheck

/** What one target came to, and what was seen of it. */
export interface Looked {
  target: Target
  findings: Finding[]
  gathered: Gathered
}

/** Looks at one target and judges it. */
export async function lookAt(target: Target, planned: Omit<Plan, 'targets'>, world: World): Promise<Finding[]> {
  return (await lookInto(target, planned, world)).findings
}

/** The same, with what was seen. */
export async function lookInto(target: Target, planned: Omit<Plan, 'targets'>, world: World): Promise<Looked> {
  const { asked, facts, checks } = planned
  const bounded = { ...world, dns: withQuota(world.dns) }
  const gathered = await gatherAbout(target, facts, { asked, world: bounded })
  const { hide } = world
  const judged = checks.flatMap((check) => judge(check, gathered, hide))
  const findings = [...(await absence(planned, { gathered, judged }, hide)), ...judged]
  const relays = target.kind === 'address' && world.machine.owns(target.name) ? await relaysOf(asked, world) : []
  return { target, findings: relays.length > 0 ? behindRelay(findings, relays) : findings, gathered }
}

/** The relays that this machine's mail goes out through. */
async function relaysOf(asked: Plan['asked'], world: World): Promise<string[]> {
  const target = { kind: 'machine', name: 'this machine', display: 'this machine' } as const
  const { postfix } = await gather(new Set(['postfix'] as const), await gatherersFor.machine(), {
    target,
    asked,
    world,
  })
  return postfix?.seen ? onlyThrough(postfix.value) : []
}

async function gatherAbout(target: Target, facts: Plan['facts'], at: { asked: Plan['asked']; world: World }) {
  switch (target.kind) {
    case 'domain':
      return gather(facts, await gatherersFor.domain(), { target, ...at })
    case 'address':
      return gather(facts, await gatherersFor.address(), { target, ...at })
    case 'relay':
      return gather((await stages()).withStages(facts, at.asked), await gatherersFor.relay(), { target, ...at })
    case 'machine':
      return gather(facts, await gatherersFor.machine(), { target, ...at })
    case 'message':
      return gather(facts, await gatherersFor.message(), { target, ...at })
    case 'probe':
      return gather(facts, await gatherersFor.probe(), { target, ...at })
  }
}

/** Loaded by who talks to a relay. */
const stages = () => import('./stages.ts')

/**
 * That a domain does not exist, that a message did not arrive, or where a session stopped, is told even where that check
 * was not chosen: all others skip, or have nothing to judge, and that looks like a pass.
 */
async function absence(
  { checks: chosen, asked }: Pick<Plan, 'checks' | 'asked'>,
  { gathered, judged }: { gathered: Gathered; judged: readonly Finding[] },
  hide: World['hide'],
): Promise<Finding[]> {
  if (gathered.probe && !judged.some(isWord)) return ofArriving(gathered, hide)
  if (gathered.relaySessions && judged.some(isSkip) && !judged.some(isWord))
    return (await stages()).stagesOf(asked).flatMap((check) => judge(check, gathered, hide).filter(isStop))
  if (chosen.includes(zoneExists) || !gathered.zone?.seen || !gathered.target) return []
  return judge(zoneExists, gathered).filter(({ verdict }) => verdict === 'fail')
}

const isStop = ({ verdict }: Finding) => verdict === 'fail' || verdict === 'unknown'
const isSkip = ({ verdict }: Finding) => verdict === 'skip'
const isWrong = (finding: Finding) => isStop(finding) || finding.verdict === 'warn'
const isWord = ({ verdict }: Finding) => verdict !== 'skip' && verdict !== 'info'

async function ofArriving(gathered: Gathered, hide: World['hide']): Promise<Finding[]> {
  const [{ probeChecks }, { isOfArriving }] = await Promise.all([
    import('../checks/probe/index.ts'),
    import('../plan-probe.ts'),
  ])
  return probeChecks.filter(isOfArriving).flatMap((check) => judge(check, gathered, hide).filter(isWrong))
}
