import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeIn } from './code-library.ts'

const left = ['0001101', '0011001', '0010011', '0111101', '0100011', '0110001', '0101111', '0111011', '0110111', '0001011']
const parity = ['LLLLLL', 'LLGLGG', 'LLGGLG', 'LLGGGL', 'LGLLGG', 'LGGLLG', 'LGGGLL', 'LGLGLG', 'LGLGGL', 'LGGLGL']
const turned = (bars: string) => [...bars].map(bar => (bar === '1' ? '0' : '1')).join('')
const backwards = (bars: string) => [...bars].reverse().join('')

/** The bars of an EAN-13, as they are printed on goods. */
function barsOf(code: string): string {
  const [first, ...digits] = [...code].map(Number)
  const side = (from: number) => digits.slice(from, from + 6)
  const one = side(0).map((digit, at) => (parity[first!]![at] === 'L' ? left[digit]! : backwards(turned(left[digit]!))))
  return `101${one.join('')}01010${side(6)
    .map(digit => turned(left[digit]!))
    .join('')}101`
}

function pictureOf(bars: string): ImageData {
  const [wide, margin, height] = [3, 40, 120]
  const width = bars.length * wide + 2 * margin
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let y = 10; y < height - 10; y++)
    for (let x = margin; x < width - margin; x++)
      if (bars[Math.floor((x - margin) / wide)] === '1') data.fill(20, (y * width + x) * 4, (y * width + x) * 4 + 3)
  return { data, width, height, colorSpace: 'srgb' } as ImageData
}

test('the barcode of goods is read from a picture, and a picture without one says nothing', () => {
  assert.equal(codeIn(pictureOf(barsOf('4006381333931'))), '4006381333931')
  assert.equal(codeIn(pictureOf('0'.repeat(95))), undefined)
})
