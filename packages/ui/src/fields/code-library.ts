/** ZXing for browsers that read no codes themselves. Alone in its chunk. */
import {
  BinaryBitmap,
  DataMatrixReader,
  DecodeHintType,
  Exception,
  HybridBinarizer,
  MultiFormatOneDReader,
  QRCodeReader,
  type Reader,
  RGBLuminanceSource,
} from '@zxing/library'
import type { CodeReader } from './code-reader.ts'

/** Wide enough for the bars of a code held in front of a camera, in pixels. */
const widest = 960

const hints = new Map([[DecodeHintType.TRY_HARDER, true]])
// Not its reader of every format, which writes a warning for each that is not there.
const readers: readonly Reader[] = [new MultiFormatOneDReader(hints), new QRCodeReader(), new DataMatrixReader()]

export function readByLibrary(): CodeReader {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  return async video => {
    const { videoWidth, videoHeight } = video
    if (videoWidth === 0) return undefined
    const scale = Math.min(1, widest / videoWidth)
    canvas.width = Math.round(videoWidth * scale)
    canvas.height = Math.round(videoHeight * scale)
    context.drawImage(video, 0, 0, canvas.width, canvas.height)
    return codeIn(context.getImageData(0, 0, canvas.width, canvas.height))
  }
}

/** @returns undefined where the picture has no code that can be read */
export function codeIn({ data, width, height }: ImageData): string | undefined {
  const grey = new Uint8ClampedArray(width * height)
  for (let at = 0; at < grey.length; at++) grey[at] = (data[at * 4]! * 2 + data[at * 4 + 1]! * 5 + data[at * 4 + 2]!) / 8
  const picture = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(grey, width, height)))
  for (const reader of readers) {
    try {
      return reader.decode(picture, hints).getText()
    } catch (error) {
      // None of its kind, or one that is blurred: the next picture may have it.
      if (!(error instanceof Exception)) throw error
    }
  }
  return undefined
}
