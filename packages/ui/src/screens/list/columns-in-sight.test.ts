import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { onPage, type Track, tracksOf } from './columns-in-sight.ts'

const sizes = Array.from({ length: 200 }, (_, column) => 60 + (column % 7) * 20)
const starts: number[] = []
const end = sizes.reduce((start, size) => starts.push(start) && start + size, 36)
const nothing = () => false
const drawn = (tracks: readonly Track[]) => tracks.flatMap(track => ('room' in track ? [] : [track.column]))
const width = (tracks: readonly Track[]) =>
  tracks.reduce((sum, track) => sum + ('room' in track ? track.room : sizes[track.column]!), 36)

describe('Of the columns of a list', () => {
  test('paper has the first ones, as many as can be read, and all of a list that fills a large screen', () => {
    assert.equal(onPage(sizes).length, 12)
    assert.deepEqual(onPage([100, 1_900, 120, 200]), [100, 400, 120, 200])
    assert.deepEqual(onPage([2_000]), [400])
  })

  test('those in sight are drawn wherever it is scrolled to, few others are, and together all are as wide as ever', () => {
    for (let along = 0; along < end; along += 97) {
      const tracks = tracksOf(starts, sizes, { along, width: 1_200 }, nothing)
      const columns = drawn(tracks)
      for (const [column, start] of starts.entries())
        if (start < along + 1_200 && start + sizes[column]! > along) assert.ok(columns.includes(column), `${column} at ${along}`)
      assert.ok(columns.length < 30, `${columns.length} at ${along}`)
      assert.equal(width(tracks), end)
    }
  })

  test('those that stay are drawn in their place, with room for what is not drawn between them', () => {
    const tracks = tracksOf(starts, sizes, { along: 9_000, width: 800 }, column => column === 0 || column === 3 || column === 199)
    const columns = drawn(tracks)
    assert.deepEqual([columns[0], columns[1], columns.at(-1)], [0, 3, 199])
    assert.deepEqual(
      columns,
      columns.toSorted((a, b) => a - b),
    )
    assert.deepEqual(tracks[1], { beyond: 1, room: sizes[1]! + sizes[2]! })
    assert.equal(width(tracks), end)
  })

  test('all are drawn where all have room', () => {
    assert.deepEqual(drawn(tracksOf(starts.slice(0, 12), sizes, { along: 0, width: 1_440 }, nothing)), [...Array(12).keys()])
  })
})
