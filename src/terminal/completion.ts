import type { Command } from 'commander'
import type { Shell } from '../core/request.ts'
import { bash } from './completion/bash.ts'
import { fish } from './completion/fish.ts'
import { type Offers, readOffers, type Word } from './completion/offers.ts'
import { zsh } from './completion/zsh.ts'

const scripts: Readonly<Record<Shell, (offers: Offers) => string>> = { bash, zsh, fish }

/** The script that makes a shell complete this command line. */
export const completionScript = (shell: Shell, program: Command, checks: readonly Word[]): string =>
  scripts[shell](readOffers(program, checks))
