import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canRedo, canUndo, forgetAllUndo, redoLast, turned, undoLast } from './undo.ts'

const acted: string[] = []
const step = (key: string) => ({ key, act: async () => void acted.push(key) })
const soon = () => new Promise(resolve => setTimeout(resolve, 5))

test('whoever has the tab next takes nothing back and does nothing again, and what was offered is told by its keys', async () => {
  canUndo(step('done'))
  canRedo(step('taken back'))
  assert.deepEqual(forgetAllUndo(), ['done', 'taken back'])
  undoLast()
  redoLast()
  await soon()
  assert.deepEqual([acted, forgetAllUndo()], [[], []])
})

test('what was on its way when the tab passed on leaves the next person nothing; otherwise it says what came of it', async () => {
  const turn = async () => {
    await soon()
    return { whole: true }
  }
  assert.deepEqual(await turned(turn), { whole: true })
  const onItsWay = turned(turn)
  forgetAllUndo()
  assert.equal(await onItsWay, undefined)
})
