/** What new colleagues said, noted by the people team. */

type Moment = 'week_1' | 'day_30' | 'day_60' | 'day_90'

export const well: Readonly<Record<Moment, readonly string[]>> = {
  week_1: [
    'Laptop and badge were ready, I could sign in within ten minutes.',
    'Lunch on the first day took away most of the nervousness.',
    'The plan of the first week told me where to be and when.',
    'My manager had an hour for me every day.',
    'The parcel came two days before the start, with everything in it.',
  ],
  day_30: [
    'The plan for thirty days was realistic, I finished what stood in it.',
    'People answer quickly and do not mind simple questions.',
    'My first change went out in the second week.',
    'The conversation after thirty days was honest in both directions.',
  ],
  day_60: [
    'I know whom to ask now.',
    'Own customers since the fifth week, with somebody beside me in the first calls.',
    'The course on data protection was close to the daily work.',
  ],
  day_90: [
    'Would start here again.',
    'The letter about the probation came a week early, that was kind.',
    'I have introduced a new colleague myself by now.',
    'Clear goals for the next quarter.',
  ],
}

export const better: Readonly<Record<Moment, readonly string[]>> = {
  week_1: [
    'The access card arrived on the third day, somebody had to open doors for me.',
    'Too many meetings in the first two days, the same slides twice.',
    'The screen came a week later than the laptop.',
    'Nobody told me that the mailbox needs the security key first.',
    'The form for payroll asked for a number I did not have yet.',
  ],
  day_30: [
    'Access to the data warehouse took eight days.',
    'I was told of the on-call rota only when I was on it.',
    'The notes about our systems are partly out of date.',
    'The wiki knows three different holiday processes.',
  ],
  day_60: ['More time with other departments.', 'The goals came late.', 'The headset is not good enough for a loud office.'],
  day_90: [
    'A second buddy from another team would help.',
    'The courses could be spread over more weeks.',
    'Travel costs of the first week were paid after six weeks.',
  ],
}
