/** Reads barcodes and QR codes in a picture: by the browser where it can, else by a library that is loaded then, in plain JavaScript. */

/** @returns the code in the picture as it is now, undefined while there is none */
export type CodeReader = (video: HTMLVideoElement) => Promise<string | undefined>

interface BarcodeDetector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>
}

interface BarcodeDetectorType {
  new (): BarcodeDetector
  getSupportedFormats(): Promise<readonly string[]>
}

export async function codeReader(): Promise<CodeReader> {
  const { BarcodeDetector } = globalThis as { readonly BarcodeDetector?: BarcodeDetectorType }
  // Some browsers have it without a service of the system that does it.
  if (BarcodeDetector && (await BarcodeDetector.getSupportedFormats()).length > 0) {
    const detector = new BarcodeDetector()
    return async video => (await detector.detect(video))[0]?.rawValue
  }
  return (await import('./code-library.ts')).readByLibrary()
}
