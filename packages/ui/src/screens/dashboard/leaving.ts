/** A widget as a picture or on paper. Its figures leave by the server, which has them on record. */
import { say } from '../../client/language.ts'
import type { Slice } from './figures.ts'

export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** A widget alone on its page, on paper or as PDF: the browser's own dialog has both. */
export function printAlone(card: HTMLElement): void {
  card.dataset.alone = 'true'
  addEventListener('afterprint', () => delete card.dataset.alone, { once: true })
  window.print()
}

const inherited = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-weight',
  'font-family',
  'color',
]

/** The chart as it is seen, twice as sharp. Names that stand in HTML become text of the picture. @throws where the browser cannot draw it */
export async function pngOf(svg: SVGSVGElement, title: string, legend: readonly Slice[]): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect()
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')]
  for (const [index, element] of [copy, ...copy.querySelectorAll<SVGElement>('*')].entries()) {
    const style = getComputedStyle(originals[index]!)
    for (const name of inherited) element.setAttribute(name, style.getPropertyValue(name))
    element.removeAttribute('class')
  }
  const head = 32
  const names = 'http://www.w3.org/2000/svg'
  for (const html of copy.querySelectorAll('foreignObject')) {
    const text = document.createElementNS(names, 'text')
    const [x, y, tall] = ['x', 'y', 'height'].map(name => Number(html.getAttribute(name)))
    text.setAttribute('x', String(x))
    text.setAttribute('y', String((y ?? 0) + (tall ?? 0) / 2 + 4))
    text.setAttribute('font-size', '12')
    text.setAttribute('fill', getComputedStyle(svg).color)
    text.setAttribute('font-family', getComputedStyle(svg).fontFamily)
    const whole = html.textContent ?? ''
    const room = Math.floor(Number(html.getAttribute('width')) / 6.5)
    text.textContent = whole.length > room ? `${whole.slice(0, Math.max(1, room - 1))}…` : whole
    html.replaceWith(text)
  }
  const sharp = 2
  const canvas = document.createElement('canvas')
  canvas.width = (width + 32) * sharp
  canvas.height = (height + head + (legend.length > 0 ? 52 : 24)) * sharp
  const page = canvas.getContext('2d')
  if (!page) throw new Error(say('This browser cannot draw the picture.'))
  page.scale(sharp, sharp)
  const styles = getComputedStyle(document.body)
  page.fillStyle = styles.backgroundColor
  page.fillRect(0, 0, canvas.width, canvas.height)
  page.fillStyle = styles.color
  page.font = `600 13px ${styles.fontFamily}`
  page.fillText(title, 16, 24)
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
  await image.decode()
  page.drawImage(image, 16, head + 8, width, height)
  page.font = `12px ${styles.fontFamily}`
  let left = 16
  for (const { title: name, color } of legend) {
    page.fillStyle = getComputedStyle(svg).getPropertyValue(`--figure-${color}`)
    page.fillRect(left, height + head + 26, 8, 8)
    page.fillStyle = styles.color
    page.fillText(name, left + 14, height + head + 34)
    left += 30 + page.measureText(name).width
  }
  return new Promise((done, failed) =>
    canvas.toBlob(blob => (blob ? done(blob) : failed(new Error(say('This browser cannot draw the picture.')))), 'image/png'),
  )
}
