/**
 * A small app in which every kind of object the compiler derives decides something: masks, rules through relations, a workflow with votes, comments, search, numbers, a
 * roll-up, kept ones, lines, files, shares, days, managers, revealing, exporting, importing, changing in bulk.
 */
export const tillFiles: Readonly<Record<string, string>> = {
  'app.yaml': `app: till
title: Till
roles:
  manager: { title: Manager, audit: true }
  clerk: { title: Clerk }
  auditor: { title: Auditor, administer: true }
  guest: { title: Guest }
`,
  'entities/customer.yaml': `entity: customer
title: name
fields:
  name: { type: text, required: true, search: true }
  owner: { type: person }
  tier: { type: choice, options: [free, gold], default: free }
  ceiling: { type: money, currency: USD }
  refunded: { type: rollup, over: refunds, measure: sum, field: amount }
  claims: { type: rollup, over: refunds, measure: count, kept: true, validate: { when: value < 3, message: Enough. } }
  highest: { type: rollup, over: refunds, measure: max, field: amount, kept: true }
  account: { type: text }
  mail: { type: email }
  contract: { type: file, sensitive: true }
access:
  - { role: manager, can: [read, create, update, delete, restore, share] }
  - { role: clerk, can: [create], fields: { except: [ceiling] } }
  - { role: clerk, can: read, fields: { except: [ceiling, contract, highest] }, mask: [account, mail, highest] }
  - { role: clerk, can: [read, share], when: record.owner == user.id }
  - { role: clerk, can: update, when: record.owner == user.id, fields: [account, contract] }
  - { role: clerk, can: reveal, when: record.tier == "gold", fields: [account] }
  - { role: auditor, can: read, until: 2020-12-31 }
  - { role: auditor, can: read, from: 2020-01-01, when: record.owner in user.reports, fields: [name, tier, mail], mask: [mail] }
  - { role: auditor, can: update, when: record.owner in user.direct_reports, fields: [tier] }
  # Whoever shares may not always change it, too.
  - { role: auditor, can: share, when: record.tier == "free" }
  - { role: clerk, can: update, when: "record.refunds.exists(r, r.amount > 100.00)", fields: [tier] }
  - { role: clerk, can: restore, when: record.tier == "free" }
  - { role: guest, can: read, when: record.tier == "gold" || record.claims == 2, fields: [name, tier, claims] }
  - { role: guest, can: share, when: record.owner == user.id }
  # Also of some that they do not read: then it is as if they were not there.
  - { role: guest, can: update, when: record.owner == user.id, fields: [name] }
  - { role: manager, can: [export, bulk] }
  - { role: clerk, can: export, when: record.tier == "gold", fields: { except: [mail] } }
  - { role: clerk, can: import, when: record.tier == "free", fields: { except: [account] } }
  - { role: clerk, can: bulk, when: record.owner == user.id }
  # Also of some that they do not read, and then nothing leaves.
  - { role: guest, can: export, when: record.owner == user.id }
`,
  'entities/refund.yaml': `entity: refund
title: reason
number: { prefix: R- }
comments: true
fields:
  reason: { type: text, required: true, search: true }
  amount: { type: money, currency: USD, required: true, validate: { when: value > 0, message: More than nothing. } }
  owner: { type: person }
  team: { type: team }
  customer: { type: relation, to: customer, inverse: refunds }
  memo: { type: long_text }
  pieces: { type: rollup, over: items, measure: sum, field: pieces, kept: true }
checks:
  - { name: few_pieces, when: record.pieces <= 40 || record.memo != null, message: Say what for., field: memo }
  - { name: not_too_much, when: record.amount < 1000000, message: Too much. }
access:
  - { role: manager, can: [read, create, update, delete, restore, comment, share] }
  - { role: manager, can: approve, when: record.amount < 100000 }
  - { role: clerk, can: approve }
  - { role: clerk, can: [read, comment], when: record.team in user.teams, fields: { except: [memo, customer] } }
  - { role: clerk, can: [read, share], when: record.owner == user.id }
  - { role: clerk, can: create, when: record.team in user.teams, fields: { except: [memo] } }
  - { role: clerk, can: update, when: record.customer.owner == user.id || record.team in user.teams, after: record.amount < 5000, fields: { except: [memo] } }
  - { role: clerk, can: delete, when: record.created_by == user.id }
  - { role: clerk, can: restore, when: record.team in user.teams }
  - { role: auditor, can: read, fields: { except: [memo] } }
  # Also of some that they do not read, and then it gives nobody anything.
  - { role: guest, can: share, when: record.owner == user.id }
  - { role: guest, can: read, when: record.customer.tier == "free", fields: { except: [memo, team] } }
  - { role: guest, can: read, when: record.status == "approved", fields: { except: [memo] } }
  - { role: manager, can: [export, import, bulk] }
  - { role: clerk, can: export, when: record.amount < 5000, fields: { except: [amount, customer] } }
  - { role: clerk, can: import, when: record.owner == user.id, fields: { except: [customer] } }
  - { role: clerk, can: bulk, when: record.customer.tier == "gold" }
  - { role: auditor, can: export, from: 2020-01-01, until: 2020-12-31 }
  - { role: guest, can: export, when: record.owner == user.id }
`,
  'entities/item.yaml': `entity: item
title: what
parent: refund
fields:
  what: { type: text, required: true }
  pieces: { type: integer, min: 0, max: 30 }
  refund: { type: relation, to: refund, required: true, inverse: items }
  receipt: { type: file }
access:
  - { role: manager, can: [read, create, update, delete, restore] }
  - { role: clerk, can: [read, create, update], when: record.refund.owner == user.id }
  - { role: manager, can: [export, import, bulk] }
  - { role: clerk, can: bulk, when: record.refund.amount > 100.00 }
  - { role: clerk, can: export, when: record.refund.amount > 100.00, fields: { except: [receipt] } }
`,
  'workflows/life.yaml': `workflow: life
entity: refund
states:
  draft: {}
  submitted: { due: 8 business hours }
  approved: {}
  rejected: { final: true }
  done: { final: true }
transitions:
  submit:
    from: [draft]
    to: submitted
    by: record.created_by == user.id
    guard: { when: record.amount > 10, message: Too little to ask for. }
    inputs: [memo]
    comment: required
  decide:
    from: [submitted]
    approval:
      steps:
        - { name: manager, ask: role manager, need: 1, when: record.amount > 100 }
        - { name: owner, ask: record.owner, need: 1, when: record.amount > 500 || record.pieces > 20 }
      never: [submitter, last_editor]
      voided_by: [amount]
      outcomes: { approve: approved, reject: rejected, ask_changes: draft }
  finish: { from: [approved], to: done, roles: [manager], require: [memo], set: { owner: user.id } }
`,
}
