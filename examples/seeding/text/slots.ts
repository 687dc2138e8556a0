/** The words that fill the templates, and the sentences that could stand in any ticket. */
import type { Random } from '../random.ts'

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const lists: Readonly<Record<string, readonly string[]>> = {
  day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'],
  cur: ['EUR', 'GBP', 'CHF', 'SEK', 'NOK', 'PLN', 'CAD', 'MXN', 'BRL', 'SGD', 'AUD'],
  bank: [
    'Deutsche Bank',
    'Commerzbank',
    'BNP Paribas',
    'Santander',
    'BBVA',
    'ING',
    'Rabobank',
    'Nordea',
    'SEB',
    'HSBC',
    'Barclays',
    'Lloyds',
    'Intesa',
    'UniCredit',
    'Itaú',
    'Scotiabank',
    'Chase',
    'Wells Fargo',
  ],
  browser: [
    'Chrome',
    'Firefox',
    'Safari',
    'Edge',
    'Chrome on a Mac',
    'Firefox ESR',
    'Safari on an iPad',
    'Edge in the terminal server',
  ],
  device: [
    'an iPhone 15',
    'an iPhone 16 Pro',
    'an iPhone SE',
    'a Pixel 8',
    'a Pixel 9a',
    'a Galaxy S24',
    'a Galaxy A55',
    'a Fairphone 5',
    'an iPad mini',
    'a Galaxy Tab',
  ],
  idp: ['Okta', 'Entra ID', 'Google Workspace', 'OneLogin', 'JumpCloud', 'Ping', 'Keycloak', 'AD FS'],
  erp: ['NetSuite', 'SAP', 'Xero', 'QuickBooks', 'Sage', 'DATEV', 'Dynamics 365', 'Odoo', 'Exact', 'Lexware'],
  endpoint: [
    '/v2/invoices',
    '/v2/payments',
    '/v2/payouts',
    '/v2/customers',
    '/v2/subscriptions',
    '/v2/ledger/entries',
    '/v2/files',
    '/v2/reports',
    '/v2/contacts',
    '/v2/orders',
  ],
  httpcode: ['500', '502', '503', '504', '429', '408'],
  event: [
    'invoice.paid',
    'invoice.created',
    'payment.failed',
    'payout.sent',
    'customer.updated',
    'subscription.renewed',
    'refund.created',
    'report.ready',
  ],
  apifield: ['tax_lines', 'due_date', 'external_id', 'metadata', 'net_amount', 'owner_email', 'cost_centre', 'updated_at'],
  report: [
    'Cash flow',
    'Open items',
    'Revenue by region',
    'Ageing',
    'Monthly close',
    'Spend by supplier',
    'Commission',
    'Budget against actual',
    'Churn',
    'Head count',
    'Weekly summary',
    'Tax preparation',
  ],
  field: [
    'Cost centre',
    'Contract number',
    'Delivery week',
    'Project',
    'Region',
    'Approver',
    'Payment terms',
    'Legal entity',
    'Responsible',
    'Internal note',
  ],
  group: [
    'Finance',
    'Accounts payable',
    'Sales DACH',
    'Procurement',
    'Field service',
    'Contractors',
    'Controlling',
    'Regional leads',
    'Warehouse',
    'Legal',
  ],
  plan: ['Standard', 'Business', 'Business Plus', 'Enterprise', 'Starter', 'Team'],
  colleague: [
    'M. Fischer',
    'C. Romano',
    'J. Dubois',
    'A. Nowak',
    'S. Eriksen',
    'P. Sousa',
    'R. Patel',
    'L. Meyer',
    'K. Yamada',
    'E. Ferreira',
    'D. Kowalski',
    'T. Jensen',
    'N. Haddad',
    'O. Bianchi',
    'F. Moreau',
    'G. Castillo',
    'H. Virtanen',
    'B. O’Neill',
    'V. Petrov',
    'I. Santos',
    'W. de Vries',
    'Y. Chen',
    'U. Keller',
    'Z. Horvat',
  ],
  supplier: [
    'Kessler Logistik',
    'Papeteries du Rhône',
    'Iberia Cables',
    'Nordfrakt',
    'Atlas Print',
    'Bluewater Catering',
    'Maple Freight',
    'Sol Limpieza',
    'Vega Tooling',
    'Harbour IT',
    'Tecno Ricambi',
    'Alpen Druck',
    'Prairie Foods',
    'Cedar Facilities',
  ],
  paycode: [
    'authentication required',
    'issuer unavailable',
    'do not honour',
    'limit exceeded',
    'unexpected end of file',
    'mandate missing',
    'timeout at step 3',
  ],
  automation: [
    'Overdue reminder',
    'New supplier check',
    'Close the month',
    'Assign to region',
    'Archive old drafts',
    'Weekly digest',
    'Contract renewal',
    'Welcome mail',
  ],
  pct: ['2', '3', '4', '5', '7', '8', '10', '12', '15', '20', '30', '40'],
}

/** Places a company of the region would name. */
const places = {
  emea: {
    country: [
      'Germany',
      'France',
      'Spain',
      'Portugal',
      'the Netherlands',
      'Poland',
      'Sweden',
      'Norway',
      'Italy',
      'Austria',
      'Switzerland',
      'Ireland',
      'Denmark',
      'Belgium',
      'Finland',
      'South Africa',
      'Kenya',
    ],
    office: [
      'Berlin',
      'Lisbon',
      'Madrid',
      'Warsaw',
      'Stockholm',
      'Dublin',
      'Milan',
      'Vienna',
      'Leeds',
      'Lyon',
      'Utrecht',
      'Zurich',
      'Hamburg',
      'Porto',
      'Bergen',
      'Gdańsk',
    ],
  },
  americas: {
    country: [
      'Brazil',
      'Mexico',
      'Canada',
      'Chile',
      'Colombia',
      'Peru',
      'Argentina',
      'the United States',
      'Costa Rica',
      'Spain',
      'Germany',
    ],
    office: [
      'São Paulo',
      'Toronto',
      'Austin',
      'Mexico City',
      'Santiago',
      'Denver',
      'Montréal',
      'Boston',
      'Monterrey',
      'Chicago',
      'Bogotá',
      'Seattle',
    ],
  },
  apac: {
    country: ['Japan', 'Singapore', 'Australia', 'India', 'New Zealand', 'Malaysia', 'Thailand', 'the Philippines', 'Germany'],
    office: ['Singapore', 'Osaka', 'Sydney', 'Pune', 'Melbourne', 'Tokyo', 'Bengaluru', 'Perth', 'Auckland'],
  },
} as const
export type Region = keyof typeof places

/** When and where a text is written. */
export interface Setting {
  readonly moment: number
  readonly region: Region
}

/** A word for the slot. */
export function fillSlot(slot: string, { moment, region }: Setting, random: Random): string {
  if (slot === 'country' || slot === 'office') return random.pick<string>(places[region][slot])
  const list = lists[slot]
  if (list) return random.pick(list)
  switch (slot) {
    case 'month':
      return months[(new Date(moment).getUTCMonth() + 12 - random.between(1, 3)) % 12]!
    case 'next':
      return months[(new Date(moment).getUTCMonth() + 1) % 12]!
    case 'n2':
      return String(random.between(2, 9))
    case 'n3':
      return String(random.between(12, 480))
    case 'inv':
      return `INV-${random.between(20_400, 98_900)}`
    case 'batch':
      return `B-${random.between(1_100, 9_900)}`
    case 'last4':
      return String(random.between(1_000, 9_999))
    case 'amt':
      return `${random.between(1, 38)},${random.between(100, 999)}.${String(random.between(0, 99)).padStart(2, '0')}`
    case 'limit':
      return `${random.pick([1, 2, 5, 10, 20, 25, 50])},000`
    case 'clock':
      return `${String(random.between(7, 18)).padStart(2, '0')}:${random.pick(['00', '10', '15', '20', '30', '40', '45', '50'])}`
    case 'version':
      return `${random.between(4, 6)}.${random.between(0, 21)}.${random.between(0, 8)}`
    default:
      throw new Error(`no words for {${slot}}`)
  }
}

/** How far it reaches, when something is broken for more than one person. */
export const reaches: readonly string[] = [
  'It affects everybody in our {office} office.',
  'About {n3} of our people are concerned.',
  'So far only {colleague} and I have seen it.',
  'A customer of ours has already complained.',
  'Two departments wait for this.',
  'It is the third time this quarter.',
]

/** How much it matters. */
export const stakes = {
  pressing: [
    'Our month-end closing depends on it.',
    'The board meeting is on {day}.',
    'We have a go-live on {day} and would like to know before then.',
    'We can work around it, but it costs us an hour a day.',
    'Our management asks about it every morning.',
  ],
  calm: [
    'It is not urgent, but it should not be forgotten.',
    'Nothing is blocked at the moment.',
    'Some time this month would be fine.',
    'We only noticed it by chance.',
    'It would make our week a little easier.',
  ],
} as const

/** What they tried, when something does not work. */
export const attempts: readonly string[] = [
  'It started on {day}.',
  'We tried it in {browser} and in a private window, with the same result.',
  'Signing out and in again did not change anything.',
  'A colleague in {country} sees the same.',
  'Nothing was changed on our side that we know of.',
  'The last time it worked was at the end of {month}.',
  'A screenshot is attached.',
  'It happens every time, not now and then.',
  'It happens perhaps once in ten attempts.',
  'The help page describes it differently.',
]

/** What else they know. */
export const remarks: readonly string[] = [
  'Our administrator is {colleague}.',
  'I found an older thread about this, but it ended without an answer.',
  'I can show it in a call if that helps.',
  'The documents are attached.',
  '{colleague} knows the details and can be called.',
  'We asked once before, in {month}.',
]

/** What they ask for. */
export const requests: readonly string[] = [
  'Please let us know what you need from us.',
  'Could somebody have a look today?',
  'Please call me before {clock} if possible.',
  'Can you tell us when to expect a fix?',
  'A short answer by mail is enough.',
  'Please keep {colleague} in copy.',
  'Is there a setting we have missed?',
  'Please confirm once it is done.',
  'We would also like to know how to prevent it.',
  'Thank you for looking into it.',
]
