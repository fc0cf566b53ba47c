import { spawnSync } from 'node:child_process'
import { dirname, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { bundle } from '../../bin/build.ts'

/** Says on standard error which files Node loads. */
const telling = `import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) { process.stderr.write('loaded ' + url + '\\n'); return next(url, context) } })`

/** The npm packages that a run of the built program at `entry` loads, by what each chunk was bundled from; and how it ended. */
export function packagesLoaded(entry: string, args: string[], { metafile }: Awaited<ReturnType<typeof bundle>>) {
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(telling)}`]
  const ran = spawnSync(process.execPath, [...flags, entry, ...args], { encoding: 'utf8' })
  const files = [...ran.stderr.matchAll(/^loaded (file:.*)$/gm)].map(([, url = '']) => fileURLToPath(url))
  const sources = files.flatMap((file) => {
    const output = `dist/${relative(dirname(entry), file).split(sep).join('/')}`
    return Object.keys(metafile.outputs[output]?.inputs ?? {})
  })
  const packages = sources.flatMap(
    (source) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(source)?.[1] ?? [],
  )
  return { ...ran, files, packages: [...new Set(packages)].sort() }
}
