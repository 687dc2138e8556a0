/** By a part of the mutation's name: why no attempt and no look could show it. One that is shown after all is nothing wrong. */
export const unseen: readonly (readonly [part: RegExp, because: string])[] = [
  [/^policy insert_granted /, 'the guard judges a new record by the same grants, and before the policy does'],
  [/^policy update_granted .*: for every role$/, 'no other role beneath the views has the right to write the table'],
  [
    / item\$rule(: missing|: of a stronger owner|: with the trash| TO .*: part 1 missing)$|^policy rule_read ON item: missing$/,
    'no rule looks at items',
  ],
  [/\$rule: of a stronger owner$/, 'rules look at every record, whoever owns what they look through'],
  [/ (customer|item)\$files\(uuid\): of other fields$/, 'it has one field of files'],
  [/ item\$guard\(\): without record\.field-refused/, 'whoever may write items may write every field of them'],
  [/\$unshare\(.*: without record\.not-found \(4\)$/, 'a share that is ended by two at once'],
  [/ refund\$via: grant 4 of refund on every record$/, 'it gives nothing that the roll-ups use'],
  [
    /\$share\(.*: (also what is over|without share\.too-many)/,
    'it counts towards the most that can be shared, and nobody shares so much here',
  ],
  [/ refund\$guard\(\): decide asking manager always$/, 'where that step is passed over nobody has a vote'],
  [/ (item|refund)\$trash: of a stronger owner$/, 'who may restore such a record reads it'],
  [
    / customer\$(trash|read_all): masked text for everybody$/,
    'whoever is shown records there is shown the text by a grant on every record',
  ],
  [/\$share\(.*: also what is ended$/, 'it only ends again what has ended'],
  [/\$share\(.*: in the trash too$/, 'a record in the trash is not found before that is asked'],
  [/^policy update_granted ON item: (open|grant 2 of item on every record)$/, 'who reads an item may change it'],
  [
    /^policy update_granted ON refund: (grant 2 of refund on every record|decide .* manager.*)$/,
    'managers may change every refund',
  ],
  [/ item\$(why|access)\(.*: tells every rule$/, 'who sees an item and reads no audit sees what its rule looks at'],
  [/^policy read ON refund\$vote: for every role$/, 'only the guard reads votes otherwise, and all of them'],
  [/ refund\$inbox: of a stronger owner$/, 'what it shows it takes from the view that is read'],
  [/^policy never_/, 'no role has the right that the policy would let through'],
  [/^policy read_all .*: for every role$/, 'who reads every record by it does so by the policies of the other views, too'],
  [/: grant 8 of customer on every day$/, 'its first day is past'],
  [
    /^function (customer|refund|item)\$guard\(\): without record\.invalid \((13|26)\)$/,
    'no check of this app looks through a reference; what is refused there is refused again after the checks',
  ],
  [/^trigger files ON/, 'it runs when a row is removed for good, and no request removes one'],
  [/^trigger (audit|lines) .*: not on DELETE$/, 'no request removes a row for good'],
  [/: files of other records$/, 'no record holds the id of a file that another has taken: the guard does not let it'],
  [/ customer\$\w+\(.*: whether or not the sharer may comment$/, 'nobody comments on customers, whoever shares them'],
  [/\$shared_fields\(\): whether or not the sharer may read$/, 'a grant that gives a field to read gives its record'],
  [/ item\$files\(uuid\): unmasked$/, 'its one field of files is masked for nobody'],
  [/ refund\$via: (unmasked|grant \d+ of refund for every field)$/, 'what the roll-ups measure is masked for nobody'],
  [
    / refund\$guard\(\): without the problem amount field\.required \(12\)$/,
    'the check of the record refuses an empty amount in the same words',
  ],
  [
    / refund\$guard\(\): without record\.field-refused \(18\)$/,
    'only the function that counts votes gets there, and it touches no field',
  ],
  [/ refund\$via: of a stronger owner$/, 'roll-ups take what it says is readable, and that is part of a record that is read'],
  [
    / customer\$shared_fields\(\): grant (8|13) of customer on every record$/,
    'of the fields that not every reader reads it gives none',
  ],
  [
    / refund\$shared_fields\(\): grant 4 of refund on every record$/,
    'a clerk who may share a refund owns it, and reads all of it by another grant',
  ],
  [
    / refund\$shared_update\(.*: (whether or not the sharer may read|grant (4|12|13) of refund on every record)$/,
    'who may both share a refund and change it manages refunds, or is a clerk and owns it, and then reads it by another grant',
  ],
  [
    / customer\$(read|export): grant 4 of refund for every field$/,
    'what is refunded then adds up over the read view, which leaves out the same records as the view it should take',
  ],
  [
    / refund\$export: grant 12 of refund on every record$/,
    'it gives the customer, which leaves with refunds of one’s own alone, and who sees one of those reads its customer anyway',
  ],
  [/\$decide\(.*: without record\.not-found \(3\)$/, 'a record that goes while the vote waits for its lock'],
]

/** By a part of the mutation's name: why PostgreSQL does not make such an app. */
export const unmade: readonly (readonly [part: RegExp, because: string])[] = [
  [/^grant EXECUTE .*\$(guard|audit|lines|whole): missing$/, 'PostgreSQL makes no trigger whose function its maker may not call'],
  [
    / refund\$read: grant (4|12) of refund for every field$/,
    'what looks through the view asks for the column that says what is hidden',
  ],
]
