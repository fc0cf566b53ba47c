import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import test from 'node:test'

/** Says on standard output which files Node loads. */
const telling = `import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) { console.log(url); return next(url, context) } })`

const loadedBy = (command: string): string[] => {
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(telling)}`]
  const file = new URL(`../../src/commands/${command}.ts`, import.meta.url).href
  const { stdout } = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', `await import('${file}')`], {
    encoding: 'utf8',
  })
  return stdout.split('\n').filter((url) => url.includes('/src/'))
}

for (const command of ['domain', 'ip', 'relay', 'message'])
  test(`${command} loads nothing that only a probe needs`, () => {
    const files = loadedBy(command)
    assert.ok(
      files.some((url) => url.endsWith(`/src/commands/${command}.ts`)),
      'the loads were not seen',
    )
    assert.deepEqual(
      files.filter((url) => /\/(?:checks\/probe|plan-probe|checks\/about-probe)/.test(url)),
      [],
    )
  })

test('explain loads no check and no reader of mail: no reply needs them', () => {
  const files = loadedBy('explain')
  assert.ok(
    files.some((url) => url.endsWith('/src/commands/explain.ts')),
    'the loads were not seen',
  )
  assert.deepEqual(
    files.filter((url) => /\/src\/(?:checks|facts)\//.test(url)),
    [],
  )
})
