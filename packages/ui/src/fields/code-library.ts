/** ZXing for browsers that read no codes themselves. Alone in its chunk. */
import {
  BinaryBitmap,
  DecodeHintType,
  HybridBinarizer,
  MultiFormatReader,
  NotFoundException,
  ReaderException,
  RGBLuminanceSource,
} from '@zxing/library'
import type { CodeReader } from './code-reader.ts'

/** Wide enough for the bars of a code held before a camera, in pixels. */
const widest = 960

export function readByLibrary(): CodeReader {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  const reader = new MultiFormatReader()
  reader.setHints(new Map([[DecodeHintType.TRY_HARDER, true]]))
  return async video => {
    const { videoWidth, videoHeight } = video
    if (videoWidth === 0) return undefined
    const scale = Math.min(1, widest / videoWidth)
    canvas.width = Math.round(videoWidth * scale)
    canvas.height = Math.round(videoHeight * scale)
    context.drawImage(video, 0, 0, canvas.width, canvas.height)
    return codeIn(reader, context.getImageData(0, 0, canvas.width, canvas.height))
  }
}

/** @returns undefined where the picture has no code that can be read */
export function codeIn(reader: MultiFormatReader, { data, width, height }: ImageData): string | undefined {
  const grey = new Uint8ClampedArray(width * height)
  for (let at = 0; at < grey.length; at++) grey[at] = (data[at * 4]! * 2 + data[at * 4 + 1]! * 5 + data[at * 4 + 2]!) / 8
  try {
    return reader.decodeWithState(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(grey, width, height)))).getText()
  } catch (error) {
    // No code, or one that is blurred: the next picture may have it.
    if (error instanceof NotFoundException || error instanceof ReaderException) return undefined
    throw error
  }
}
