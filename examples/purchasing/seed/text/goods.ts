/** What is bought, from whom, and where it lies: made up, with prices, lead times and speeds as such things have. */

export type CategoryKey = 'spares' | 'network' | 'packaging' | 'consumables' | 'tools' | 'it'

export const categories: Readonly<
  Record<CategoryKey, { readonly name: string; readonly owner: string; readonly decides: boolean; readonly account: string }>
> = {
  spares: { name: 'Terminal spares', owner: 'samir', decides: false, account: '3410' },
  network: { name: 'Cables and network', owner: 'samir', decides: false, account: '3420' },
  packaging: { name: 'Packaging', owner: 'beata', decides: false, account: '3610' },
  consumables: { name: 'Consumables', owner: 'beata', decides: false, account: '3620' },
  tools: { name: 'Tools and safety', owner: 'beata', decides: false, account: '3710' },
  it: { name: 'IT equipment', owner: 'kenji', decides: true, account: '0650' },
}

export type Unit = 'piece' | 'box' | 'roll' | 'metre' | 'litre' | 'pair' | 'set'
export type Where = 'stores' | 'everywhere' | 'berlin'

export interface Good {
  readonly sku: string
  readonly name: string
  readonly category: CategoryKey
  readonly unit: Unit
  /** Cents. */
  readonly price: number
  readonly vendor: string
  readonly leadDays: number
  readonly reorderQuantity: number
  /** Used in a busy store on an average working day. */
  readonly perDay: number
  readonly where: Where
}

type Row = readonly [string, string, Unit, number, string, number, number, number, Where]

const rows: Readonly<Record<CategoryKey, readonly Row[]>> = {
  spares: [
    ['TS-1010', 'Card reader head, contactless', 'piece', 2_380, 'Voltora', 14, 60, 1.4, 'everywhere'],
    ['TS-1020', 'Thermal print head 58 mm', 'piece', 1_890, 'Voltora', 14, 60, 1.2, 'everywhere'],
    ['TS-1030', 'Keypad membrane, 15 keys', 'piece', 640, 'Voltora', 10, 120, 2.1, 'everywhere'],
    ['TS-1040', 'Display 3.5", with frame', 'piece', 2_950, 'Lumina', 21, 40, 0.8, 'everywhere'],
    ['TS-1050', 'Battery 3.7 V, 2,600 mAh', 'piece', 990, 'Akkuhaus', 12, 150, 3.2, 'everywhere'],
    ['TS-1060', 'Charging cradle', 'piece', 2_240, 'Voltora', 14, 40, 0.7, 'everywhere'],
    ['TS-1070', 'Power supply 5 V, 3 A', 'piece', 780, 'Akkuhaus', 10, 120, 2.4, 'everywhere'],
    ['TS-1080', 'Housing set, charcoal', 'set', 1_150, 'Formar', 24, 60, 0.9, 'stores'],
    ['TS-1090', 'SAM board, revision C', 'piece', 4_420, 'Voltora', 28, 30, 0.5, 'stores'],
    ['TS-1100', 'Tamper switch kit', 'set', 560, 'Voltora', 14, 100, 1.3, 'stores'],
    ['TS-1110', 'Antenna LTE, internal', 'piece', 870, 'Lumina', 18, 80, 1.1, 'stores'],
    ['TS-1120', 'SIM holder with spring', 'piece', 190, 'Formar', 20, 250, 2.2, 'stores'],
    ['TS-1130', 'Speaker 8 ohm, 20 mm', 'piece', 230, 'Lumina', 18, 150, 1.0, 'stores'],
    ['TS-1140', 'Payment terminal T650, new', 'piece', 18_900, 'Paynova', 21, 40, 0.6, 'stores'],
    ['TS-1150', 'Payment terminal T650, refurbished', 'piece', 9_800, 'Paynova', 14, 30, 0.5, 'stores'],
  ],
  network: [
    ['CN-2010', 'Patch cable Cat 6, 2 m', 'piece', 290, 'Netzwerk Nord', 5, 200, 3.5, 'everywhere'],
    ['CN-2020', 'Patch cable Cat 6, 5 m', 'piece', 410, 'Netzwerk Nord', 5, 150, 2.2, 'everywhere'],
    ['CN-2030', 'Installation cable Cat 7', 'metre', 85, 'Netzwerk Nord', 7, 1_000, 24, 'stores'],
    ['CN-2040', 'RJ45 plug, shielded', 'piece', 62, 'Netzwerk Nord', 5, 500, 9, 'everywhere'],
    ['CN-2050', 'LTE router, dual SIM', 'piece', 14_600, 'Rotas', 16, 15, 0.3, 'everywhere'],
    ['CN-2060', 'Switch, 8 ports, PoE', 'piece', 8_350, 'Rotas', 12, 20, 0.4, 'stores'],
    ['CN-2070', 'Cable duct 40 × 25 mm', 'metre', 190, 'Elektro Havel', 4, 200, 4, 'everywhere'],
    ['CN-2080', 'Wall socket, double', 'piece', 640, 'Elektro Havel', 4, 80, 1.2, 'everywhere'],
    ['CN-2090', 'Surge protector, rail mounted', 'piece', 2_180, 'Elektro Havel', 6, 30, 0.4, 'stores'],
    ['CN-2100', 'Access point, ceiling', 'piece', 11_200, 'Rotas', 14, 15, 0.25, 'stores'],
  ],
  packaging: [
    ['PK-3010', 'Box 200 × 150 × 90 mm', 'piece', 42, 'Kartonia', 6, 1_000, 18, 'stores'],
    ['PK-3020', 'Box 400 × 300 × 200 mm', 'piece', 96, 'Kartonia', 6, 500, 8, 'stores'],
    ['PK-3030', 'Padded envelope, size C', 'piece', 24, 'Kartonia', 6, 1_000, 14, 'stores'],
    ['PK-3040', 'Bubble wrap 50 cm × 100 m', 'roll', 2_450, 'Kartonia', 7, 12, 0.3, 'stores'],
    ['PK-3050', 'Paper tape 50 mm', 'roll', 310, 'Kartonia', 5, 72, 1.6, 'stores'],
    ['PK-3060', 'Antistatic bag 20 × 30 cm', 'piece', 14, 'Folia Iberia', 9, 2_000, 22, 'stores'],
    ['PK-3070', 'Pallet wrap 500 mm', 'roll', 690, 'Folia Iberia', 7, 24, 0.4, 'stores'],
    ['PK-3080', 'Return label, A6', 'box', 1_890, 'Etikett 24', 5, 10, 0.2, 'stores'],
  ],
  consumables: [
    ['CO-4010', 'Thermal paper 57 mm, 25 m', 'roll', 48, 'Papelaria Tejo', 6, 2_000, 38, 'everywhere'],
    ['CO-4020', 'Thermal paper 80 mm, 60 m', 'roll', 124, 'Papelaria Tejo', 6, 800, 12, 'everywhere'],
    ['CO-4030', 'Cleaning card, dry', 'box', 1_640, 'Sauber & Klar', 8, 20, 0.4, 'everywhere'],
    ['CO-4040', 'Isopropanol 99 %', 'litre', 720, 'Sauber & Klar', 8, 30, 0.6, 'stores'],
    ['CO-4050', 'Lint-free wipes', 'box', 890, 'Sauber & Klar', 6, 30, 0.7, 'everywhere'],
    ['CO-4060', 'Compressed air 400 ml', 'piece', 540, 'Sauber & Klar', 6, 48, 0.9, 'everywhere'],
    ['CO-4070', 'Asset labels, void seal', 'roll', 2_980, 'Etikett 24', 9, 8, 0.15, 'stores'],
    ['CO-4080', 'Cable ties 200 mm', 'box', 410, 'Elektro Havel', 4, 30, 0.8, 'everywhere'],
    ['CO-4090', 'Battery AA, alkaline', 'box', 1_120, 'Akkuhaus', 6, 20, 0.5, 'everywhere'],
  ],
  tools: [
    ['TO-5010', 'Nitrile gloves, size M', 'box', 790, 'Sicher Arbeiten', 5, 40, 0.9, 'everywhere'],
    ['TO-5020', 'Nitrile gloves, size L', 'box', 790, 'Sicher Arbeiten', 5, 40, 0.8, 'everywhere'],
    ['TO-5030', 'Safety shoes S3, size 43', 'pair', 6_900, 'Sicher Arbeiten', 7, 4, 0.06, 'stores'],
    ['TO-5040', 'Antistatic wrist strap', 'piece', 880, 'Werkzeug Brandt', 6, 20, 0.3, 'stores'],
    ['TO-5050', 'Torx driver set, 12 pieces', 'set', 2_460, 'Werkzeug Brandt', 6, 8, 0.12, 'everywhere'],
    ['TO-5060', 'Crimping tool RJ45', 'piece', 3_890, 'Werkzeug Brandt', 8, 6, 0.07, 'stores'],
    ['TO-5070', 'Cable tester', 'piece', 8_450, 'Werkzeug Brandt', 9, 4, 0.05, 'stores'],
    ['TO-5080', 'First aid refill, DIN 13157', 'set', 2_190, 'Sicher Arbeiten', 5, 6, 0.1, 'everywhere'],
  ],
  it: [
    ['IT-6010', 'Rugged tablet 10", LTE', 'piece', 64_900, 'Datec', 18, 6, 0.06, 'stores'],
    ['IT-6020', 'Notebook 14", 32 GB', 'piece', 119_000, 'Datec', 12, 4, 0.05, 'berlin'],
    ['IT-6030', 'Barcode scanner, cordless', 'piece', 21_900, 'Datec', 10, 5, 0.06, 'stores'],
    ['IT-6040', 'Label printer, 203 dpi', 'piece', 28_700, 'Etikett 24', 10, 3, 0.04, 'stores'],
    ['IT-6050', 'Headset, wireless', 'piece', 11_900, 'Datec', 8, 6, 0.07, 'berlin'],
    ['IT-6060', 'Dock, USB-C', 'piece', 14_900, 'Datec', 8, 5, 0.06, 'berlin'],
  ],
}

export const goods: readonly Good[] = Object.entries(rows).flatMap(([category, list]) =>
  list.map(([sku, name, unit, price, vendor, leadDays, reorderQuantity, perDay, where]) => ({
    sku,
    name,
    category: category as CategoryKey,
    unit,
    price,
    vendor,
    leadDays,
    reorderQuantity,
    perDay,
    where,
  })),
)

/** Full name, country, what they supply, terms, risk, days they are usually late by, of ten deliveries how many. */
export const vendors: Readonly<Record<string, readonly [string, string, string, string, string, number]>> = {
  Voltora: ['Voltora Ersatzteile GmbH', 'Germany', 'Spares for payment terminals', 'days_30', 'low', 2],
  Lumina: ['Lumina Display Components B.V.', 'Netherlands', 'Displays, antennas, speakers', 'days_30', 'medium', 4],
  Akkuhaus: ['Akkuhaus Leipzig GmbH', 'Germany', 'Batteries and power supplies', 'days_14', 'low', 1],
  Formar: ['Formar Plásticos Lda.', 'Portugal', 'Housings and moulded parts', 'days_60', 'medium', 5],
  Paynova: ['Paynova Terminals S.A.', 'France', 'Payment terminals, new and refurbished', 'days_30', 'medium', 2],
  'Netzwerk Nord': ['Netzwerk Nord Handels GmbH', 'Germany', 'Cables and plugs', 'days_14', 'low', 1],
  Rotas: ['Rotas Networks Unipessoal Lda.', 'Portugal', 'Routers, switches, access points', 'days_30', 'medium', 3],
  'Elektro Havel': ['Elektro Havelland OHG', 'Germany', 'Installation material', 'days_14', 'low', 1],
  Kartonia: ['Kartonia Verpackung AG', 'Germany', 'Boxes, envelopes, tape', 'days_30', 'low', 1],
  'Folia Iberia': ['Folia Ibérica S.L.', 'Spain', 'Films and bags', 'days_30', 'low', 2],
  'Etikett 24': ['Etikett Vierundzwanzig GmbH', 'Germany', 'Labels and label printers', 'days_14', 'low', 1],
  'Papelaria Tejo': ['Papelaria do Tejo Lda.', 'Portugal', 'Thermal paper', 'days_30', 'low', 2],
  'Sauber & Klar': ['Sauber und Klar KG', 'Germany', 'Cleaning material', 'days_14', 'low', 1],
  'Sicher Arbeiten': ['Sicher Arbeiten Ausrüstung GmbH', 'Germany', 'Safety wear and first aid', 'days_14', 'low', 1],
  'Werkzeug Brandt': ['Werkzeughaus Brandtner e.K.', 'Germany', 'Hand tools and testers', 'days_30', 'low', 2],
  Datec: ['Datec Business Systems GmbH', 'Germany', 'Notebooks, tablets, scanners', 'days_30', 'medium', 3],
}

/** Name, code, kind, team, manager, address, part of the average use; vans are filled from `from`. */
export const places: readonly (readonly [
  string,
  string,
  'store' | 'workshop' | 'van',
  'berlin' | 'lisbon',
  string,
  number,
  string?,
])[] = [
  ['Berlin store', 'BER-1', 'store', 'berlin', 'Storkower Strasse 140, 10407 Berlin', 1],
  ['Berlin workshop', 'BER-2', 'workshop', 'berlin', 'Storkower Strasse 142, 10407 Berlin', 0.5, 'BER-1'],
  ['Berlin van 1', 'BER-V1', 'van', 'berlin', 'Parks at the Berlin store', 0.16, 'BER-1'],
  ['Berlin van 2', 'BER-V2', 'van', 'berlin', 'Parks at the Berlin store', 0.14, 'BER-1'],
  ['Lisbon store', 'LIS-1', 'store', 'lisbon', 'Rua do Açúcar 88, 1950-009 Lisboa', 0.7],
  ['Lisbon van 1', 'LIS-V1', 'van', 'lisbon', 'Parks at the Lisbon store', 0.15, 'LIS-1'],
]
