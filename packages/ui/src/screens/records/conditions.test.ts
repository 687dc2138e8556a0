import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldView } from '@bailiwick/definition/wire/index.ts'
import { printFilter, readFilter } from './filter.ts'

const field = (name: string, type: FieldView['type']): FieldView => ({
  name,
  title: name,
  type,
  required: false,
  managed: false,
  sensitive: false,
  sortable: true,
  groupable: true,
  creatable: true,
  updatable: true,
})
const fields = [
  field('status', 'choice'),
  field('assignee', 'person'),
  field('team', 'team'),
  field('subject', 'text'),
  field('due', 'date'),
  field('at', 'datetime'),
]

test('a condition of every shape is read in words and printed as it was', () => {
  for (const [filter, operator] of [
    ['record.status in ["new", "open"]', 'anyOf'],
    ['!(record.status in ["resolved", "closed"])', 'noneOf'],
    ['record.status == "new"', 'is'],
    ['record.assignee == user.id', 'me'],
    ['record.team in user.teams', 'myTeams'],
    ['record.assignee == null', 'empty'],
    ['record.subject.contains("fire")', 'contains'],
    ['record.due == today()', 'today'],
    ['record.due.within("day", -1)', 'yesterday'],
    ['record.at.within("day")', 'today'],
    ['record.at.within("week")', 'thisWeek'],
    ['record.due.within("month", -1)', 'lastMonth'],
    ['record.due < today()', 'past'],
    ['record.at > now()', 'future'],
    ['record.at >= now() - duration("168h")', 'lastDays'],
    ['record.at <= now() + duration("24h")', 'nextDays'],
    ['record.at < timestamp("2026-11-24T09:30:00.000Z")', 'before'],
  ] as const) {
    const read = readFilter(fields, filter)
    assert.deepEqual(
      read?.map(condition => condition.operator),
      [operator],
      filter,
    )
    assert.equal(printFilter(fields, read!), filter)
  }
})

test('a span that has no name here stays text', () => {
  assert.equal(readFilter(fields, 'record.at.within("week", -3)'), undefined)
  assert.equal(readFilter(fields, 'record.at.within("year")'), undefined)
})

test('several conditions are several chips', () => {
  const read = readFilter(fields, 'record.assignee == user.id && !(record.status in ["resolved", "closed"])')
  assert.deepEqual(read, [
    { field: 'assignee', operator: 'me' },
    { field: 'status', operator: 'noneOf', value: ['resolved', 'closed'] },
  ])
})
