/** Names of people who join. Every combination is given once, and none is the name of somebody who signs in to the demonstration. */
import type { Random } from '../../../seeding/random.ts'
import type { Place } from './jobs.ts'

const first: Readonly<Record<Place, readonly string[]>> = {
  berlin:
    'Anna,Jan,Lena,Felix,Miriam,Tobias,Katharina,Emre,Ayse,Lukas,Sophie,Matthias,Zeynep,Florian,Nele,Henrik,Agnieszka,Piotr,Carla,Moritz,Jule,Aleksander,Selin,Theresa,Konrad'.split(
      ',',
    ),
  lisbon:
    'Ines,Tiago,Mariana,Rui,Beatriz,Goncalo,Catarina,Nuno,Sofia,Duarte,Leonor,Vasco,Joana,Henrique,Marta,Filipe,Carolina,Afonso,Rita,Bruno'.split(
      ',',
    ),
  toronto:
    'Olivia,Liam,Priyanka,Ethan,Chloe,Wei,Aaliyah,Connor,Simran,Nathan,Camille,Arjun,Megan,Jordan,Hannah,Malik,Vivian,Tyler,Anjali,Gabriel'.split(
      ',',
    ),
  remote:
    'Ingrid,Mateusz,Elif,Giulia,Oskar,Nadine,Tomasz,Freya,Andrei,Clara,Milan,Saoirse,Ilse,Javier,Petra,Rasmus,Lucie,Stefania,Iker,Marta'.split(
      ',',
    ),
}

const last: Readonly<Record<Place, readonly string[]>> = {
  berlin:
    'Hoffmann,Krueger,Yilmaz,Schreiber,Lorenz,Demir,Wagner,Kowalczyk,Neumann,Vogt,Seidel,Arslan,Peters,Kaminski,Schulze,Albrecht,Franke,Roth,Winkler,Baumann,Ziegler,Hartmann'.split(
      ',',
    ),
  lisbon:
    'Carvalho,Figueiredo,Matos,Nogueira,Teixeira,Barros,Pinto,Correia,Monteiro,Fonseca,Antunes,Vieira,Brito,Leal,Sequeira,Tavares,Freitas,Quintela'.split(
      ',',
    ),
  toronto:
    'MacDonald,Chen,Singh,Tremblay,Nguyen,Campbell,Osei,Kaur,Bouchard,Wright,Mendoza,Reid,Park,Thompson,Gill,Ferreira,Walsh,Okoye'.split(
      ',',
    ),
  remote:
    'Jansson,Nowicki,Rossi,Dubois,Horvat,Ionescu,Murphy,van Dijk,Garcia,Larsen,Novotny,Moreau,Kaya,Bianchi,Keane,Lund,Peeters,Popescu'.split(
      ',',
    ),
}

export function startNaming(random: Random): (place: Place) => string {
  const given = new Set<string>()
  return place => {
    for (;;) {
      const name = `${random.pick(first[place])} ${random.pick(last[place])}`
      if (given.has(name)) continue
      given.add(name)
      return name
    }
  }
}

/** As mail addresses are made of names. */
export function mailbox(name: string): string {
  return name.toLowerCase().replaceAll(' ', '.')
}
