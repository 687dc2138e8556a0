import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RecordRow } from '@bailiwick/definition/wire/index.ts'
import { type Level, nodesOf, type Tree } from './tree-nodes.ts'

const row = (id: string, above?: string): RecordRow =>
  ({ id, parent: above === undefined ? null : { id: above, title: null } }) as unknown as RecordRow
const level = (rows: readonly RecordRow[], hasMore = false): Level => ({ rows, isLoading: false, hasMore })
const tree = (more: Partial<Tree>): Tree => ({
  parent: 'parent',
  top: level([]),
  circles: [],
  opened: new Map(),
  children: new Map(),
  ...more,
})
const said = (of: Tree) =>
  nodesOf(of).map(node =>
    node.kind === 'row' ? [`${'  '.repeat(node.level - 1)}${node.row.id}`, node.note ?? ''].join(' ').trimEnd() : node.kind,
  )

test('What was opened stands beneath its record, and the rest of it is told', () => {
  const open = tree({
    top: level([row('a'), row('b')]),
    opened: new Map([
      ['a', level([row('c', 'a')], true)],
      ['c', level([row('d', 'c')])],
    ]),
    children: new Map([
      ['a', 2],
      ['c', 1],
    ]),
  })
  assert.deepEqual(said(open), ['a', '  c', '    d', 'more', 'b'])
  const [a] = nodesOf(open)
  assert.ok(a?.kind === 'row' && a.isOpen && a.children === 2 && a.size === 2)
})

test('A record whose parent is not visible stands at the top, and says so', () => {
  assert.deepEqual(said(tree({ top: level([row('a', 'hidden'), row('b')]) })), ['a hidden-parent', 'b'])
})

test('A circle stands at the end, can be opened once round, and does not go on for ever', () => {
  const round = tree({
    top: level([row('a')]),
    circles: [row('x', 'y'), row('y', 'x')],
    opened: new Map([
      ['x', level([row('y', 'x')])],
      ['y', level([row('x', 'y')])],
    ]),
    children: new Map([
      ['x', 1],
      ['y', 1],
    ]),
  })
  assert.deepEqual(said(round), ['a', 'x circle', '  y', '    x circle', 'y circle', '  x', '    y circle'])
  const keys = nodesOf(round).map(node => node.key)
  assert.equal(new Set(keys).size, keys.length)
})
