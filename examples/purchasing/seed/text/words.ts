/** What people write beside the figures. */

export const sites = [
  'bakery Prenzlauer Allee',
  'kiosk Alexanderplatz',
  'pharmacy Schönhauser Tor',
  'cinema Friedrichshain',
  'hotel Tiergarten',
  'petrol station A100',
  'bookshop Kreuzberg',
  'supermarket Wedding',
  'museum shop Mitte',
  'swimming pool Lichtenberg',
  'garden centre Pankow',
  'car park Ostbahnhof',
]
export const lisbonSites = [
  'pastelaria Alfama',
  'pharmacy Campo de Ourique',
  'hotel Avenida',
  'tram museum shop',
  'market hall Ribeira',
  'bookshop Chiado',
  'cinema Saldanha',
  'supermarket Benfica',
  'ferry terminal Cais do Sodré',
  'surf school Carcavelos',
]
export const requestReasons = [
  'Below the reorder point; at the present pace it lasts for less than the lead time.',
  'Two roll-outs in the coming month take more than usual.',
  'The last order came in parts, and the rest is used up.',
  'Winter stock: consumption has risen by a third each November.',
  'Stock for the vans before the holidays.',
  'The vendor has announced a longer lead time from next month on.',
]
export const itReasons = [
  'Replaces devices that no longer get security updates.',
  'Two technicians start next month and need a set each.',
  'The present ones fail in the cold; three came back last week.',
]
export const beyondReasons = [
  'The quarter has more roll-outs than planned; agreed with operations in the monthly review.',
  'Prices rose by eight per cent after the budget was set.',
]
export const objections = [
  'Which of the two roll-outs is this for? Please say so.',
  'Could half of it be ordered next quarter?',
  'The price differs from the last order. Please check.',
]
export const answers = [
  'For the roll-out of the pharmacy chain; the date is fixed.',
  'Checked: the new price is from the current list.',
  'Half of it would come too late for the December jobs.',
]
export const refusals = [
  'Berlin has enough of it, have it sent over.',
  'Not this quarter.',
  'We change to the other model in spring.',
]
export const cancellations = ['Found in the workshop after all.', 'Combined with another request.', 'The job was called off.']
export const emergencies = [
  'A customer’s terminals are down in eleven shops; it cannot wait until Monday.',
  'The only vendor ships today or in three weeks.',
]
export const findings = [
  'Rightly let through: eleven shops were down. Price as in the last order.',
  'The shortage could be foreseen. Reorder point raised.',
]
export const orderCancellations = ['The vendor cannot deliver before spring.', 'Ordered twice by mistake.']
export const orderRefusals = ['Please get a second offer first.', 'The request was for half of it.']
export const invoiceDisputes = [
  'Asks for more than was ordered; the vendor checks the freight.',
  'The price is not that of the order.',
  'Four pieces were damaged and not credited.',
]
export const acceptances = [
  'Freight was agreed by phone, see the comment of the buyer.',
  'The credit note follows with the next invoice.',
]
export const countReasons = [
  'Jobs were booked on the wrong van in the week before.',
  'Broken packs were thrown away and not written off.',
  'A delivery was put into the wrong shelf and counted twice.',
]
export const corrections = [
  'Broken when unpacked',
  'Found behind the rack',
  'Expired, thrown away',
  'Wrong item on the card, put right',
]
export const damages = ['Two outer boxes were crushed.', 'One pallet layer got wet.', 'Seals were open on arrival.']
export const carriers = ['Nordfracht', 'Paketlinie', 'Iberia Carga', 'Own van', 'Kurier Express']
export const chases = [
  'Called them: leaves on Thursday.',
  'No answer to the second mail yet.',
  'They have split the order, the rest comes next week.',
  'Stuck at the carrier’s depot since Monday.',
]
export const vendorHolds = ['Three late deliveries in a row.', 'Bank details changed by mail; to be verified by phone.']
export const vendorBlocks = ['Delivered goods that are not licensed for sale here.', 'Insolvency proceedings opened.']
/** A company somebody wishes to buy from, and what became of the wish so many days ago. */
export interface Wish {
  readonly name: string
  readonly country: string
  readonly supplies: string
  readonly reason: string
  /** Euros. */
  readonly yearly: number
  readonly by: string
  readonly daysAgo: number
  readonly became?: readonly ['accepted' | 'declined', number]
}

export const wishes: readonly Wish[] = [
  {
    name: 'Celofix Embalagens Lda.',
    country: 'Portugal',
    supplies: 'Pallet wrap',
    reason: 'Films from Spain take a week to Lisbon.',
    yearly: 5_500,
    by: 'amelie',
    daysAgo: 204,
    became: ['accepted', 183],
  },
  {
    name: 'Rapid Courier Parts Ltd.',
    country: 'Ireland',
    supplies: 'Overnight spares',
    reason: 'For the night service only.',
    yearly: 3_000,
    by: 'samir',
    daysAgo: 158,
    became: ['declined', 155],
  },
  {
    name: 'Embalagens Atlântico Lda.',
    country: 'Portugal',
    supplies: 'Boxes made in Lisbon',
    reason: 'Boxes from Germany cost more to send than to make.',
    yearly: 6_000,
    by: 'rui',
    daysAgo: 90,
    became: ['declined', 86],
  },
  {
    name: 'Grünpack eG',
    country: 'Germany',
    supplies: 'Packaging without plastic',
    reason: 'Two customers ask for it in their contracts.',
    yearly: 8_800,
    by: 'jana',
    daysAgo: 16,
    became: ['accepted', 2.5],
  },
  {
    name: 'Kabelwerk Oderland GmbH',
    country: 'Germany',
    supplies: 'Cat 7 by the drum',
    reason: 'Cheaper by a fifth from ten drums on.',
    yearly: 14_000,
    by: 'samir',
    daysAgo: 12,
    became: ['accepted', 1],
  },
  {
    name: 'Displaydoktor UG',
    country: 'Germany',
    supplies: 'Repair of displays',
    reason: 'We throw away displays that could be repaired.',
    yearly: 7_500,
    by: 'jana',
    daysAgo: 6,
  },
  {
    name: 'Tejo Baterias Lda.',
    country: 'Portugal',
    supplies: 'Batteries, delivered to Lisbon in two days',
    reason: 'The present one sends from Leipzig, which takes eight days to Lisbon.',
    yearly: 9_000,
    by: 'rui',
    daysAgo: 2.5,
  },
  {
    name: 'Sensorik Adlershof GmbH',
    country: 'Germany',
    supplies: 'Tamper sensors',
    reason: 'Second source for a part we could not get in March.',
    yearly: 11_000,
    by: 'tobias',
    daysAgo: 1.5,
  },
]
