/** Markdown as elements: headings, lists, emphasis, code, links to safe addresses. Source text never becomes HTML. */
import { Anchor, Code, List, Text } from '@mantine/core'
import { Fragment, type ReactNode } from 'react'
import { Empty } from './empty.tsx'
import type { DisplayProps, FieldLook } from './field-ui.ts'
import { withMarks } from './inline-markdown.ts'
import { longText } from './text.tsx'

function spans(text: string): ReactNode[] {
  return withMarks(text).map((part, index) => {
    const key = `${index}${part.slice(0, 8)}`
    if (part.startsWith('**')) return <strong key={key}>{part.slice(2, -2)}</strong>
    if (part.startsWith('`')) return <Code key={key}>{part.slice(1, -1)}</Code>
    const link = /^\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)$/.exec(part)
    if (link) {
      return (
        <Anchor key={key} href={link[2]} size="sm" rel="noreferrer noopener" target="_blank">
          {link[1]}
        </Anchor>
      )
    }
    if (/^\*[^*]+\*$/.test(part)) return <em key={key}>{part.slice(1, -1)}</em>
    return <Fragment key={key}>{part}</Fragment>
  })
}

function Rich({ value, dense }: DisplayProps) {
  if (typeof value !== 'string' || value === '') return <Empty />
  if (dense) return <span dir="auto">{value.replace(/[*`#]/g, '').split('\n')[0]}</span>
  const blocks = value.split(/\n{2,}/)
  return (
    <div dir="auto">
      {blocks.map((block, index) => {
        const lines = block.split('\n')
        const key = `${index}${block.slice(0, 12)}`
        const heading = /^#{1,4}\s+(.*)$/.exec(block)
        if (heading)
          return (
            <Text key={key} fw={600} size="sm">
              {spans(heading[1] ?? '')}
            </Text>
          )
        if (lines.every(line => /^[-*]\s/.test(line))) {
          return (
            <List key={key} size="sm">
              {lines.map((line, at) => {
                const point = `${at}${line}`
                return <List.Item key={point}>{spans(line.slice(2))}</List.Item>
              })}
            </List>
          )
        }
        return (
          <Text key={key} size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {spans(block)}
          </Text>
        )
      })}
    </div>
  )
}

export const richText: FieldLook = { ...longText, Display: Rich }
