/** As a scanner writes it, in CCITT group 4: eight rows without a change, which are black. */
const scanned = '\xff\x00\x10\x01'
const picture = `<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 8 /Rows 8 /BlackIs1 true >> /Length ${scanned.length} >>\nstream\n${scanned}\nendstream`

/**
 * A PDF whose pages of 400 by 200 have one line each, in a font that it does not bring, and a scanned picture from 300, 40 to 360, 100 from their top; it asks its
 * reader to run a script as it opens.
 */
export function pdfOf(lines: readonly string[], script = ''): Buffer {
  const pageAt = (index: number) => 5 + 2 * index
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (${script}) >> >>`,
    `<< /Type /Pages /Count ${lines.length} /Kids [${lines.map((_, index) => `${pageAt(index)} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    picture,
    ...lines.flatMap((line, index) => {
      const drawn = `BT /F1 24 Tf 40 120 Td (${line}) Tj ET q 60 0 0 60 300 100 cm /Scan Do Q`
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Resources << /Font << /F1 3 0 R >> /XObject << /Scan 4 0 R >> >> /Contents ${pageAt(index) + 1} 0 R >>`,
        `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
      ]
    }),
  ]
  let text = '%PDF-1.7\n'
  const places = objects.map((object, index) => {
    const place = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const table = places.map(place => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF`
  return Buffer.from(text, 'latin1')
}
