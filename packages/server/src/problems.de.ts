import type { ProblemCode, WordsOf } from './problems.ts'

/** A title for every code, and a hint where the table of codes has one. */
export const problemsInGerman: { readonly [C in ProblemCode]: WordsOf<C> } = {
  'request.malformed': {
    title: 'Die Anfrage lässt sich nicht lesen',
    hint: 'Gültiges HTTP mit einem JSON-Inhalt in UTF-8 senden.',
  },
  'request.invalid': {
    title: 'In der Anfrage fehlt etwas oder stimmt etwas nicht',
    hint: 'Korrigieren, was hier genannt ist, und noch einmal senden.',
  },
  'request.bad-address': {
    title: 'Die Adresse ist nicht gültig',
    hint: 'Die Adresse als UTF-8 mit Prozentzeichen kodieren und Steuerzeichen weglassen.',
  },
  'request.bad-json': {
    title: 'Der Inhalt ist kein annehmbares JSON',
    hint: 'Einen JSON-Wert in UTF-8 senden, keinen Schlüssel zweimal, höchstens 30 Ebenen tief.',
  },
  'request.foreign-origin': {
    title: 'Diese Anfrage kommt von einer anderen Website',
    hint: 'Von einer Seite dieser Installation senden.',
  },
  'request.timed-out': { title: 'Die Anfrage brauchte zu lange, um anzukommen', hint: 'Noch einmal in einem Stück senden.' },
  'request.too-large': { title: 'Der Inhalt ist zu groß', hint: 'Höchstens 1 MB senden.' },
  'request.unsupported-type': {
    title: 'Der Inhalt muss JSON sein',
    hint: 'content-type: application/json senden, in UTF-8 und nicht komprimiert.',
  },
  'request.unknown-host': {
    title: 'Diese Installation antwortet nicht unter diesem Namen',
    hint: 'Die eingerichtete öffentliche Adresse verwenden.',
  },
  'request.headers-too-large': {
    title: 'Die Adresse oder die Kopfzeilen sind zu groß',
    hint: 'In der Adresse weniger verlangen. Ist sie kurz, die Cookies dieser Website löschen und noch einmal versuchen.',
  },
  'request.too-many': { title: 'Zu viele Anfragen' },
  'request.too-slow': {
    title: 'Die Antwort dauerte zu lange und wurde abgebrochen',
    hint: 'Den Filter enger fassen oder es gleich noch einmal versuchen.',
  },
  'request.try-again': {
    title: 'Andere haben in diesem Moment dasselbe geändert',
    hint: 'Es wurde nichts geändert. Die Anfrage noch einmal senden.',
  },
  'form.not-found': { title: 'Dieses Formular gibt es nicht', hint: 'Die erhaltene Adresse prüfen.' },
  'route.not-found': { title: 'Unter dieser Adresse gibt es nichts' },
  'route.wrong-method': { title: 'Diese Adresse nimmt diese Methode nicht an', hint: 'Die Kopfzeile Allow nennt die möglichen.' },
  'session.missing': { title: 'Sie sind nicht angemeldet', hint: 'Anmelden und noch einmal versuchen.' },
  'session.ended': { title: 'Ihre Sitzung ist beendet', hint: 'Bitte neu anmelden.' },
  'session.wrong-credentials': {
    title: 'E-Mail oder Passwort ist falsch',
    hint: 'Beides prüfen. Administratoren können einen neuen Einladungslink erstellen.',
  },
  'session.wrong-password': { title: 'Das bisherige Passwort ist falsch' },
  'session.too-many-attempts': { title: 'Zu viele Versuche' },
  'session.too-busy': { title: 'In diesem Moment melden sich viele an', hint: 'In einigen Sekunden noch einmal versuchen.' },
  'session.not-fresh': {
    title: 'Bitte bestätigen, dass Sie es sind',
    hint: 'Dafür muss die Anmeldung jünger als 15 Minuten sein. Passwort noch einmal eingeben und wiederholen.',
  },
  'access.administrators-only': { title: 'Das dürfen nur Administratoren' },
  'access.refused': { title: 'Das dürfen Sie nicht' },
  'viewing.refused': {
    title: 'Sie dürfen diese App nicht als jemand anderes ansehen',
    hint: 'Das darf nur, wer die App verwaltet.',
  },
  'viewing.upward': { title: 'Das würde mehr zeigen, als Sie selbst sehen dürfen' },
  'viewing.yourself': { title: 'Sie sehen diese App schon als Sie selbst' },
  'viewing.read-only': {
    title: 'Sie sehen nur an',
    hint: 'Beim Ansehen als jemand anderes lässt sich nichts ändern. Erst das Ansehen beenden.',
  },
  'viewing.other-app': {
    title: 'Sie sehen eine App als jemand anderes an',
    hint: 'So lange gibt es nur diese App. Erst das Ansehen beenden.',
  },
  'viewing.ended': {
    title: 'Ansehen als jemand anderes ist beendet',
    hint: 'Die Seite neu laden, um als Sie selbst weiterzuarbeiten.',
  },
  'setup.not-needed': {
    title: 'Diese Installation hat schon einen Administrator',
    hint: 'Administratoren um eine Einladung bitten.',
  },
  'setup.wrong-code': {
    title: 'Der Einrichtungscode ist falsch oder abgelaufen',
    hint: 'Den neuesten Code auf der Konsole verwenden. Solange es keinen Administrator gibt, zeigt ein Neustart einen neuen.',
  },
  'invitation.not-valid': { title: 'Dieser Link gilt nicht mehr', hint: 'Administratoren um einen neuen bitten.' },
  'password.too-weak': {
    title: 'Dieses Passwort ist zu leicht zu erraten',
    hint: 'Mindestens 12 Zeichen verwenden, an die niemand zuerst denken würde.',
  },
  'person.not-found': { title: 'Diese Person gibt es nicht' },
  'person.email-taken': { title: 'Diese E-Mail-Adresse hat hier schon jemand' },
  'person.last-administrator': {
    title: 'Das ist der letzte Administrator',
    hint: 'Zuerst jemand anderen zum Administrator machen.',
  },
  'person.own-rights': { title: 'Eigene Rechte lassen sich nicht erweitern', hint: 'Andere Administratoren darum bitten.' },
  'team.not-found': { title: 'Dieses Team gibt es nicht' },
  'team.circle': {
    title: 'Ein Team kann nicht unter sich selbst stehen',
    hint: 'Ein Team wählen, das nicht unter diesem steht.',
  },
  'app.not-found': { title: 'Diese App gibt es nicht' },
  'release.not-found': { title: 'Die App hat diese Veröffentlichung nicht' },
  'definition.not-valid': {
    title: 'Die Definition ist nicht gültig',
    hint: 'Korrigieren, was unten genannt ist; `bailiwick check` sagt dasselbe.',
  },
  'definition.other-app': { title: 'Die Definition ist die einer anderen App' },
  'role.not-found': { title: 'Die App hat diese Rolle nicht' },
  'audit.refused': {
    title: 'Sie dürfen das Protokoll nicht lesen',
    hint: 'Eine Rolle, die das Protokoll liest, vergeben Administratoren.',
  },
  'audit.append-only': { title: 'Zeilen des Protokolls werden nie geändert oder entfernt' },
  'screens.not-built': { title: 'Die Oberfläche ist noch nicht gebaut', hint: 'Ausführen: npm run build' },
  'database.unavailable': {
    title: 'Die Datenbank ist nicht erreichbar',
    hint: 'Es wurde nichts geändert. Gleich noch einmal versuchen.',
  },
  'database.busy': { title: 'Die Datenbank ist ausgelastet', hint: 'Es wurde nichts geändert. Gleich noch einmal versuchen.' },
  'server.busy': { title: 'Der Server ist ausgelastet', hint: 'Gleich noch einmal versuchen.' },
  'server.stopping': { title: 'Der Server wird beendet', hint: 'Gleich noch einmal versuchen.' },
  'server.fault': {
    title: 'Bei uns ist etwas schiefgegangen',
    hint: 'Die Kennung der Anfrage an die Administratoren geben; damit findet sich die Ursache im Log.',
  },
  'why.refused': {
    title: 'Nach den Rechten anderer dürfen Sie nicht fragen',
    hint: 'Das darf, wer das Protokoll der App liest oder ihre Rollen vergibt.',
  },
  'readers.refused': {
    title: 'Sie dürfen nicht fragen, wer einen Datensatz angesehen hat',
    hint: 'Das darf, wer das Protokoll der App liest.',
  },
  'asking.not-found': { title: 'Diesen Antrag gibt es nicht' },
  'asking.own': { title: 'Über den eigenen Antrag können Sie nicht entscheiden' },
  'asking.decided': { title: 'Über diesen Antrag hat schon jemand entschieden', hint: 'Neu laden.' },
  'asking.too-many': {
    title: 'Sie haben in einer Stunde viele Rechte beantragt',
    hint: 'Eine Weile warten oder mit jemandem sprechen, der sie vergeben kann.',
  },
  'record.not-found': { title: 'Diesen Datensatz gibt es nicht' },
  'record.invalid': { title: 'Einige Werte stimmen nicht', hint: 'Die unten genannten Felder korrigieren.' },
  'record.duplicate': { title: 'Ein anderer Datensatz hat diesen Wert schon', hint: 'Der Wert muss eindeutig sein.' },
  'record.in-use': { title: 'Andere Datensätze verweisen auf diesen', hint: 'Zuerst jene ändern.' },
  'record.stale': {
    title: 'Jemand hat diesen Datensatz geändert, seit Sie ihn geöffnet haben',
    hint: 'Neu laden; Ihre Änderung wurde nicht gespeichert.',
  },
  'record.in-trash': { title: 'Dieser Datensatz liegt im Papierkorb', hint: 'Zuerst wiederherstellen.' },
  'record.trash-alone': {
    title: 'In den Papierkorb zu legen ist eine Änderung für sich',
    hint: 'Nicht zugleich andere Felder ändern.',
  },
  'record.field-refused': { title: 'Diese Felder dieses Datensatzes dürfen Sie nicht ändern' },
  'record.delete-refused': { title: 'Diesen Datensatz dürfen Sie nicht löschen' },
  'record.comment-refused': { title: 'Diesen Datensatz dürfen Sie nicht kommentieren' },
  'record.reveal-refused': {
    title: 'Diesen Wert dürfen Sie sich nicht zeigen lassen',
    hint: 'Verdeckte Werte zu zeigen ist ein eigenes Recht.',
  },
  'record.import-refused': {
    title: 'Solche Datensätze dürfen Sie nicht importieren',
    hint: 'Importieren ist ein eigenes Recht neben dem, anzulegen. Fragen Sie, wer diese App verwaltet.',
  },
  'record.bulk-refused': {
    title: 'Solche Datensätze dürfen Sie nicht in einer Sammeländerung ändern',
    hint: 'Sammeländerungen sind ein eigenes Recht. Einzeln ändern oder fragen, wer diese App verwaltet.',
  },
  'many.refused': {
    title: 'Einige dieser Datensätze wurden abgewiesen, deshalb wurde nichts getan',
    hint: 'Die in `results` genannten korrigieren oder weglassen, oder `refusals: "skip"` senden, damit der Rest getan wird.',
  },
  'job.not-found': { title: 'Diese Sammeländerung haben Sie nicht', hint: 'Ihre Ergebnisse werden zwei Wochen aufbewahrt.' },
  'job.empty': {
    title: 'Es gibt keinen Datensatz, mit dem das zu tun wäre',
    hint: 'Den Filter prüfen. Datensätze, die nur ähnliche Wörter haben, sind nicht gemeint.',
  },
  'job.too-large': {
    title: 'Das sind zu viele Datensätze für eine Sammeländerung',
    hint: 'Den Filter enger fassen, auf höchstens 100.000.',
  },
  'job.too-many': {
    title: 'Drei Ihrer Sammeländerungen laufen schon',
    hint: 'Warten, bis eine beendet ist, oder eine anhalten.',
  },
  'job.under-way': {
    title: 'Die Sammeländerung läuft noch',
    hint: 'Zuerst anhalten oder warten, bis sie beendet ist.',
  },
  'job.not-undoable': {
    title: 'An dieser Sammeländerung lässt sich nichts rückgängig machen',
    hint: 'Schritte eines Ablaufs werden nicht rückgängig gemacht, und auch nicht, was nichts geändert hat.',
  },
  'export.refused': {
    title: 'Diese Datensätze dürfen Sie nicht exportieren',
    hint: 'Exportieren ist ein eigenes Recht. Fragen Sie, wer diese App verwaltet.',
  },
  'notification.not-found': { title: 'Diese Benachrichtigung haben Sie nicht' },
  'view.not-found': { title: 'Diese Ansicht gibt es nicht' },
  'view.shared': {
    title: 'Diese Ansicht einer Rolle pflegt, wer sie angelegt hat oder die App verwaltet',
    hint: 'Als eigene Ansicht speichern.',
  },
  'view.default-of-nobody': {
    title: 'Eine Liste öffnet sich mit einer Ansicht für alle, die eine Rolle haben',
    hint: 'Die Ansicht zuerst einer Rolle geben.',
  },
  'view.name-taken': { title: 'Eine Ansicht dieser Liste heißt schon so', hint: 'Einen anderen Namen wählen.' },
  'view.refused': {
    title: 'Die Liste dieser Ansicht ließe sich nicht beantworten',
    hint: 'Das Genannte berichtigen und noch einmal speichern.',
  },
  'view.too-many': { title: 'Sie haben in dieser App hundert Ansichten', hint: 'Nicht mehr gebrauchte löschen.' },
  'share.refused': {
    title: 'Diesen Datensatz dürfen Sie nicht teilen',
    hint: 'Teilen ist ein eigenes Recht, und was mit Ihnen geteilt wurde, lässt sich nicht weiter teilen.',
  },
  'share.beyond-own': { title: 'Sie können nicht mehr teilen, als Sie selbst dürfen', hint: 'Zum Lesen teilen.' },
  'share.too-many': {
    title: 'Es wird zu viel geteilt',
    hint: 'Ein Datensatz wird höchstens 50-mal geteilt, und Sie teilen in einer App höchstens 300-mal. Beenden, was nicht mehr gebraucht wird.',
  },
  'share.not-found': { title: 'Das wird nicht geteilt' },
  'record.conflict': { title: 'Der Datensatz hat nicht den Status, den das braucht', hint: 'Neu laden.' },
  'record.create-refused': {
    title: 'Diesen Datensatz dürfen Sie nicht anlegen',
    hint: 'Keine Ihrer Rollen darf ihn mit diesen Werten anlegen.',
  },
  'record.update-refused': { title: 'Diesen Datensatz dürfen Sie nicht ändern' },
  'record.restore-refused': { title: 'Diese Datensätze dürfen Sie nicht wiederherstellen' },
  'record.nothing-to-change': { title: 'Die Anfrage ändert nichts', hint: 'Mindestens ein Feld nennen.' },
  'record.version-missing': {
    title: 'Sagen Sie, welche Version Sie gesehen haben',
    hint: 'If-Match mit dem ETag des gelesenen Datensatzes senden.',
  },
  'file.too-large': { title: 'Die Datei ist zu groß', hint: 'Verkleinern oder fragen, wer diese Installation betreibt.' },
  'file.day-used-up': {
    title: 'Sie haben so viel hochgeladen, wie eine Person an einem Tag hochladen kann',
    hint: 'Nach Ablauf eines Tages erneut versuchen oder fragen, wer diese Installation betreibt.',
  },
  'file.no-room': { title: 'Für diese Datei ist kein Platz', hint: 'Melden Sie es dem Betrieb dieser Installation.' },
  'file.too-many-pixels': {
    title: 'Dieses Bild ist zu groß, um es hier zu zeigen',
    hint: 'Zum Ansehen herunterladen.',
  },
  'file.empty': { title: 'Die Datei ist leer', hint: 'Eine mit Inhalt wählen.' },
  'entity.not-found': { title: 'Unter diesem Namen gibt es in dieser App nichts' },
  'query.unknown-field': {
    title: 'Die Liste hat dieses Feld nicht',
    hint: 'GET /api/apps/{app} nennt die Felder, die Sie lesen können.',
  },
  'query.invalid': { title: 'Die Parameter der Liste stimmen nicht' },
  'query.invalid-filter': {
    title: 'Der Filter stimmt nicht',
    hint: 'Ein Filter ist CEL über record und user, etwa record.priority == "high".',
  },
  'query.too-many': { title: 'Die Liste verlangt zu viel auf einmal' },
  'query.too-long': { title: 'Die Parameter der Liste sind zu lang' },
  'query.page-size': { title: 'Die Seitengröße stimmt nicht' },
  'query.page-token': {
    title: 'Das Seitenzeichen gehört nicht zu dieser Liste',
    hint: 'Ohne pageToken neu beginnen; alle anderen Parameter zwischen den Seiten gleich lassen.',
  },
  'idempotency.invalid-key': {
    title: 'Der Idempotency-Key ist nicht gültig',
    hint: '1 bis 200 sichtbare ASCII-Zeichen verwenden, etwa eine UUID.',
  },
  'idempotency.other-body': {
    title: 'Dieser Idempotency-Key wurde für eine andere Anfrage verwendet',
    hint: 'Für eine neue Anfrage einen neuen Schlüssel verwenden.',
  },
  'idempotency.still-running': { title: 'Dieselbe Anfrage läuft noch', hint: 'Auf ihre Antwort warten.' },
  'transition.unknown': { title: 'Diesen Schritt gibt es nicht' },
  'transition.undeclared': { title: 'Der Ablauf hat von hier aus keinen solchen Schritt' },
  'transition.not-yours': { title: 'Dieser Schritt ist nicht Ihrer' },
  'transition.not-from-here': {
    title: 'Der Datensatz ist inzwischen weiter',
    hint: 'Neu laden, um zu sehen, was jetzt möglich ist.',
  },
  'transition.guard': { title: 'Der Ablauf lässt das noch nicht zu' },
  'approval.own-request': {
    title: 'Über einen eigenen Antrag können Sie nicht entscheiden',
    hint: 'Wer in dieser Stufe sonst gefragt ist, findet den Antrag im Eingang. Wer nicht entscheiden darf, steht im Ablauf.',
  },
  'approval.not-asked': { title: 'Diese Entscheidung wird nicht von Ihnen erwartet' },
  'approval.not-waiting': { title: 'Hier wartet nichts auf eine Entscheidung', hint: 'Neu laden.' },
  'approval.step-not-open': {
    title: 'Diese Stufe ist jetzt nicht an der Reihe',
    hint: 'Stufen kommen in ihrer Reihenfolge. Neu laden, um zu sehen, welche offen ist.',
  },
  'approval.already-voted': { title: 'Darüber haben Sie schon entschieden' },
  'approval.no-such-step': { title: 'Diese Stufe der Freigabe gibt es nicht' },
  'approval.no-such-decision': { title: 'Diese Entscheidung gibt es nicht' },
}
