#!/usr/bin/env node
// Only syntax and words that the oldest Node knows stand here, so that it can read as far as the sentence.
const version = process.versions.node.split('.')
const major = Number(version[0])
if (major < 22 || (major === 22 && Number(version[1]) < 19)) {
  process.stderr.write(
    `relaycheck needs Node 22.19 or newer; this is v${process.versions.node}. Install a newer one, or run it on one from npm: npx --yes node@24 ${process.argv[1]}\n`,
  )
  process.exitCode = 2
} else {
  // FORCE_COLOR wins; Node would say so on standard error, in every run.
  if (process.env.FORCE_COLOR !== undefined) delete process.env.NO_COLOR
  import('../src/main.ts').then((tool) => tool.run())
}
