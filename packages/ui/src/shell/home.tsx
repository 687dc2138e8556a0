/** The start: what waits, and the apps. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { appQuery, inboxQuery, sessionQuery } from '../client/queries.ts'
import { NamedIcon } from '../kit/icon.tsx'
import { State } from '../kit/states.tsx'
import classes from './shell.module.css'

export function HomePage() {
  const session = useQuery(sessionQuery)
  const inbox = useQuery(inboxQuery)
  if (!session.data) return null
  const first = session.data.person.name.split(' ')[0]
  if (session.data.apps.length === 0) {
    return <State title={`Welcome, ${first}`}>You hold no role in any app yet. Ask an administrator for one.</State>
  }
  return (
    <div className={classes.page}>
      <h1 className={classes.pageTitle}>Good to see you, {first}</h1>
      <div className={classes.cards}>
        <Link to="/inbox" search={{}} className={classes.card}>
          <span className={classes.kpi}>{inbox.data?.items.length ?? '–'}</span>
          <span className={classes.dim}>decisions wait for you</span>
        </Link>
        {session.data.apps.map(app => (
          <AppCards key={app.name} name={app.name} />
        ))}
      </div>
    </div>
  )
}

function AppCards({ name }: { readonly name: string }) {
  const app = useQuery(appQuery(name))
  return (app.data?.screens ?? []).slice(0, 8).map(screen => (
    <Link
      key={screen.name}
      to="/a/$app/s/$screen"
      params={{ app: name, screen: screen.name }}
      search={{}}
      className={classes.card}
    >
      <b>
        <NamedIcon name={screen.icon} /> {screen.title}
      </b>
      <span className={classes.dim}>{app.data?.title}</span>
    </Link>
  ))
}
