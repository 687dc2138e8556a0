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
export const wishes: readonly (readonly [string, string, string, string, number])[] = [
  [
    'Tejo Baterias Lda.',
    'Portugal',
    'Batteries, delivered to Lisbon in two days',
    'The present one sends from Leipzig, which takes eight days to Lisbon.',
    9_000,
  ],
  ['Kabelwerk Oderland GmbH', 'Germany', 'Cat 7 by the drum', 'Cheaper by a fifth from ten drums on.', 14_000],
  ['Frio Seguro S.A.', 'Portugal', 'Cold-proof cases', 'None of ours makes them.', 4_200],
  ['Displaydoktor UG', 'Germany', 'Repair of displays', 'We throw away displays that could be repaired.', 7_500],
  ['Embalagens Atlântico Lda.', 'Portugal', 'Boxes made in Lisbon', 'Boxes from Germany cost more to send than to make.', 6_000],
  ['Sensorik Adlershof GmbH', 'Germany', 'Tamper sensors', 'Second source for a part we could not get in March.', 11_000],
  ['Rapid Courier Parts Ltd.', 'Ireland', 'Overnight spares', 'For the night service only.', 3_000],
  ['Grünpack eG', 'Germany', 'Packaging without plastic', 'Two customers ask for it in their contracts.', 8_800],
]
