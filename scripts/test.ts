/**
 * The stages of `npm test`, in the order in which a failure is cheapest to learn of. Three batches run at once, whatever their stage: a stage begins while the last
 * batches of the one before run. What they print is told stage by stage.
 */
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { type Cluster, leftovers, startCluster } from '../tests/harness/database.ts'
import { batchesOf } from './test-batches.ts'

type Server = 'embedded' | 'system'

interface Stage {
  readonly name: string
  /** What Node runs, each with its arguments. */
  readonly batches: readonly (readonly string[])[]
  /** Which PostgreSQL it runs on; undefined: none. */
  readonly server?: Server
  /** At most so many of its batches at once. */
  readonly atOnce?: number
  /** The stage that has to be over before it begins. */
  readonly after?: string
}

interface Course {
  readonly stage: Stage
  readonly waiting: (readonly string[])[]
  running: number
  worst: number
  /** What was printed and is not told yet. */
  said: string
  isTitled: boolean
  began?: number
  ended?: number
}

/** Of two cores: a batch waits for PostgreSQL and Chromium about as long as it works. */
const room = 3

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
const unit = [...find('packages/**/*.test.ts'), ...find('examples/**/*.test.ts'), ...find('scripts/**/*.test.ts')]

const testing = [
  '--test',
  '--test-isolation=none',
  '--test-timeout=300000',
  '--test-reporter=dot',
  '--test-reporter-destination=stdout',
  ...(process.env.BAILIWICK_TEST_TIMES
    ? ['--test-reporter=./scripts/slowest-files.ts', '--test-reporter-destination=stdout']
    : []),
]
const tests = (files: readonly string[]) => batchesOf(files, room).map(batch => [...testing, ...batch])

const screens = 'screens built'
const stages: readonly Stage[] = [
  { name: 'checks', batches: words.length === 0 ? [['scripts/check.ts']] : [] },
  { name: `unit: ${unit.length} files`, batches: tests(unit) },
  // Once, and not by each file; early, because it uses one core and others wait for it.
  { name: screens, batches: journeys.length > 0 ? [['scripts/build.ts']] : [] },
  { name: `PostgreSQL 18 (embedded): ${database.length} files`, batches: tests(database), server: 'embedded' },
  { name: `PostgreSQL of the system: ${onOldest.length} files`, batches: tests(onOldest), server: 'system' },
  // They wait more than they work.
  { name: `faults: ${faults.length} files`, batches: tests(faults), server: 'embedded', atOnce: 1 },
  { name: `journeys in Chromium: ${journeys.length} files`, batches: tests(journeys), server: 'embedded', after: screens },
]

const began = Date.now()
const courses = stages
  .filter(({ batches }) => batches.length > 0)
  .map((stage): Course => ({ stage, waiting: [...stage.batches], running: 0, worst: 0, said: '', isTitled: false }))
/** One for all stages of a server: what is kept in it for copies is made once. */
const clusters = new Map<Server, Promise<Cluster>>()
/** The first that is not told to its end. */
let told = 0
await Promise.all(Array.from({ length: room }, work))
const failed = courses.filter(({ worst }) => worst !== 0).map(({ stage }) => stage.name)
console.log(
  failed.length === 0 ? `\nAll passed in ${seconds(began)}.` : `\nFailed after ${seconds(began)}: ${failed.join(', ')}.`,
)
process.exitCode = failed.length === 0 ? 0 : 1

async function work(): Promise<void> {
  for (;;) {
    const course = courses.find(mayBegin)
    if (course) await runNext(course)
    else if (courses.every(({ waiting }) => waiting.length === 0)) return
    else await new Promise(resolve => setTimeout(resolve, 100))
  }
}

function mayBegin({ stage, waiting, running }: Course): boolean {
  const before = courses.find(course => course.stage.name === stage.after)
  return waiting.length > 0 && running < (stage.atOnce ?? room) && (!before || before.ended !== undefined)
}

async function runNext(course: Course): Promise<void> {
  const { stage, waiting } = course
  const batch = waiting.shift()!
  course.running += 1
  course.began ??= Date.now()
  tell()
  const code = await runBatch(batch, stage.server ? await environmentOf(stage.server) : {}, text => {
    course.said += text
  })
  course.worst = Math.max(course.worst, code)
  course.running -= 1
  if (waiting.length === 0 && course.running === 0) await end(course)
  tell()
}

async function environmentOf(server: Server): Promise<NodeJS.ProcessEnv> {
  const cluster = clusters.get(server) ?? startCluster(server)
  clusters.set(server, cluster)
  return { BAILIWICK_TEST_CLUSTER: JSON.stringify((await cluster).address), BAILIWICK_TEST_SERVER: server }
}

/** With the last stage of a server its cluster ends, in which nothing may be left. */
async function end(course: Course): Promise<void> {
  const { server } = course.stage
  const isLast = courses.every(({ stage, waiting, running }) => stage.server !== server || waiting.length + running === 0)
  const cluster = server && isLast ? await clusters.get(server) : undefined
  if (cluster) {
    const left = await leftovers(cluster.address)
    if (left.length > 0) {
      course.said += `\nTests left databases behind: ${left.join(', ')}\n`
      course.worst ||= 1
    }
    await cluster.stop()
  }
  course.ended = Date.now()
}

/** Prints what is new of the first stage that runs, and of those after it once it is over. */
function tell(): void {
  for (let course = courses[told]; course?.began !== undefined; course = courses[told]) {
    const { stage, said, worst, ended } = course
    if (!course.isTitled) console.log(`\n── ${stage.name}`)
    course.isTitled = true
    process.stdout.write(said)
    course.said = ''
    if (ended === undefined) return
    console.log(`── ${stage.name}: ${worst === 0 ? 'passed' : 'FAILED'} in ${seconds(course.began!, ended)}`)
    told += 1
  }
}

function seconds(since: number, until = Date.now()): string {
  return `${((until - since) / 1000).toFixed(1)} s`
}

/** What it prints is told when it ends, whole: several run at once. */
function runBatch(args: readonly string[], env: NodeJS.ProcessEnv, say: (text: string) => void): Promise<number> {
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
      if (signal) said += `\n${args.join(' ')}: ended by ${signal}\n`
      say(said)
      resolve(code ?? 1)
    })
  })
}
