/** ISO 4217: active codes and how many digits each has after the point. */
const withoutMinorUnit = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'
const thousandths = 'BHD IQD JOD KWD LYD OMR TND'
const tenThousandths = 'CLF UYW'
const hundredths =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU ' +
  'CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
  'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR ' +
  'NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP ' +
  'TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG'

const minorDigits: ReadonlyMap<string, number> = new Map(
  (
    [
      [withoutMinorUnit, 0],
      [hundredths, 2],
      [thousandths, 3],
      [tenThousandths, 4],
    ] as const
  ).flatMap(([codes, digits]) => codes.split(' ').map(code => [code, digits] as const)),
)

export const currencies: readonly string[] = [...minorDigits.keys()].sort()

/** Digits after the point; 2 for a code the validator has already complained about. */
export function currencyScale(code: string | undefined): number {
  return minorDigits.get(code ?? '') ?? 2
}
