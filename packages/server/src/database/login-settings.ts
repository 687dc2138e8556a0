/** What holds for every statement of the login roles, unless it says otherwise for itself: nothing hangs for good. */
export const loginSettings: readonly (readonly [string, string])[] = [
  ['statement_timeout', '15s'],
  ['lock_timeout', '5s'],
  ['idle_in_transaction_session_timeout', '15s'],
]
