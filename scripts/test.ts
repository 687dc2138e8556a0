/** The stages of `npm test`, in the order in which a failure is cheapest to learn of. */
import { spawn } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { type Cluster, leftovers, startCluster } from '../tests/harness/database.ts'
import { buildScreens } from './build.ts'
import { checks } from './check.ts'

interface Stage {
  readonly name: string
  readonly files: readonly string[]
  readonly concurrency: number
  /** Which PostgreSQL it runs on; undefined: none. */
  readonly server?: 'embedded' | 'system'
  /** It opens pages: they are built once before, and not by each file. */
  readonly screens?: boolean
  /** It waits more than it works, and runs beside the stage before. */
  readonly beside?: boolean
}

/** In milliseconds. A test has its own limit, which knows nothing of a server that still listens when all tests are through. */
const longestBatch = 8 * 60_000

const words = process.argv.slice(2)
const find = (pattern: string) =>
  globSync(pattern, { exclude: ['**/node_modules/**'] })
    .sort()
    .filter(file => words.length === 0 || words.some(word => file.includes(word)))
const journeys = find('tests/journeys/**/*.test.ts')
const faults = find('tests/faults/**/*.test.ts')
const database = find('tests/**/*.test.ts').filter(file => !journeys.includes(file) && !faults.includes(file))
/** What the product promises of every PostgreSQL it supports runs on the oldest one too. */
const onOldest = database.filter(file => /tests\/(policies|differential)\//.test(file))

const stages: readonly Stage[] = [
  {
    name: 'unit',
    files: [...find('packages/**/*.test.ts'), ...find('examples/**/*.test.ts'), ...find('scripts/**/*.test.ts')],
    concurrency: 2,
  },
  // They wait for PostgreSQL about as long as they work.
  { name: 'PostgreSQL 18 (embedded)', files: database, concurrency: 3, server: 'embedded' },
  { name: 'PostgreSQL of the system', files: onOldest, concurrency: 2, server: 'system' },
  { name: 'faults', files: faults, concurrency: 1, server: 'embedded', beside: true },
  { name: 'journeys in Chromium', files: journeys, concurrency: 2, server: 'embedded', screens: true },
]

const began = Date.now()
const failed: string[] = []

if (words.length === 0) {
  for (const check of checks) await timed(check.name, async () => ((await check.run()) ? 0 : 1))
}
const chosen = stages.filter(stage => stage.files.length > 0)
for (const [index, stage] of chosen.entries()) {
  const title = (one: Stage) => `${one.name}: ${one.files.length} files`
  if (stage.beside && index > 0) continue
  const next = chosen[index + 1]
  const clusters = [await clusterOf(stage)]
  if (!next?.beside) await timed(title(stage), () => runStage(stage, clusters[0]))
  else {
    clusters.push(await clusterOf(next))
    let said = ''
    const beside = runStage(next, clusters[1], text => {
      said += text
    })
    await timed(title(stage), () => runStage(stage, clusters[0]))
    await timed(`${title(next)}, begun with the one before`, async () => {
      const code = await beside
      process.stdout.write(said)
      return code
    })
  }
}
console.log(
  failed.length === 0 ? `\nAll passed in ${seconds(began)}.` : `\nFailed after ${seconds(began)}: ${failed.join(', ')}.`,
)
process.exitCode = failed.length === 0 ? 0 : 1

async function timed(name: string, work: () => Promise<number>): Promise<void> {
  const start = Date.now()
  console.log(`\n── ${name}`)
  const code = await work()
  if (code !== 0) failed.push(name)
  console.log(`── ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds(start)}`)
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}

async function clusterOf(stage: Stage): Promise<Cluster | undefined> {
  if (!stage.server) return undefined
  process.env.BAILIWICK_TEST_SERVER = stage.server
  return startCluster()
}

/** @param say is told what the tests print; absent: it is printed as it comes */
async function runStage(stage: Stage, cluster: Cluster | undefined, say?: (text: string) => void): Promise<number> {
  if (!cluster || !stage.server) return runTests(stage, {}, say)
  if (stage.screens) await buildScreens()
  try {
    const code = await runTests(
      stage,
      { BAILIWICK_TEST_CLUSTER: JSON.stringify(cluster.address), BAILIWICK_TEST_SERVER: stage.server },
      say,
    )
    const left = await leftovers(cluster.address)
    if (left.length > 0) console.log(`Tests left databases behind: ${left.join(', ')}`)
    return left.length > 0 ? 1 : code
  } finally {
    await cluster.stop()
  }
}

/**
 * Files share processes, which read the program once and have it compiled when the next file needs it: a process for each file takes a quarter longer. What is
 * long comes first, alone: what is begun last is waited for.
 */
function batchesOf({ files, concurrency }: Stage): string[][] {
  const sized = files.map(file => ({ file, size: statSync(file).size })).sort((a, b) => b.size - a.size)
  const share = sized.reduce((sum, { size }) => sum + size, 0) / (concurrency * 5)
  const batches: { files: string[]; size: number }[] = []
  for (const { file, size } of sized) {
    const room = batches.find(batch => batch.size + size <= share)
    if (!room) batches.push({ files: [file], size })
    else {
      room.files.push(file)
      room.size += size
    }
  }
  return batches.sort((a, b) => b.size - a.size).map(batch => batch.files)
}

async function runTests(stage: Stage, env: NodeJS.ProcessEnv, say?: (text: string) => void): Promise<number> {
  const waiting = batchesOf(stage)
  let worst = 0
  const work = async () => {
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
      const code = await runBatch(batch, env, say ?? (text => process.stdout.write(text)))
      // Read after the wait: another batch may have failed meanwhile.
      worst = Math.max(worst, code)
    }
  }
  await Promise.all(Array.from({ length: stage.concurrency }, work))
  return worst
}

/** What it prints is told when it ends, whole: several run at once. */
function runBatch(files: readonly string[], env: NodeJS.ProcessEnv, say: (text: string) => void): Promise<number> {
  const args = [
    '--test',
    '--test-isolation=none',
    '--test-timeout=300000',
    '--test-reporter=dot',
    '--test-reporter-destination=stdout',
    ...(process.env.BAILIWICK_TEST_TIMES
      ? ['--test-reporter=./scripts/slowest-files.ts', '--test-reporter-destination=stdout']
      : []),
    ...files,
  ]
  return new Promise(resolve => {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env, NODE_NO_WARNINGS: '1' },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', part => {
        said += part
      })
    const patience = setTimeout(() => {
      said += `\nNot at an end after ${longestBatch / 60_000} minutes; something that was started was not stopped, or waits for ever.\n`
      child.kill('SIGKILL')
    }, longestBatch)
    child.on('close', (code, signal) => {
      clearTimeout(patience)
      if (signal) said += `\n${files.join(', ')}: ended by ${signal}\n`
      say(said)
      resolve(code ?? 1)
    })
  })
}
