/** Files in a real browser: chosen, dropped and pasted, seen, taken home, and never run. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { BarcodeFormat, EncodeHintType, QRCodeWriter } from '@zxing/library'
import type { Page } from 'playwright-core'
import { person, type RunningApp, runApp } from '../harness/app.ts'
import { accessible, type Chromium, chromiumOfSuite, signIn } from '../harness/chromium.ts'
import { pdfOf } from '../harness/pdf.ts'

const files = {
  'app.yaml': `app: claims
title: Claims
roles: { clerk: { title: Clerk } }
`,
  'entities/claim.yaml': `entity: claim
title: name
fields:
  name: { type: text, required: true, scan: true }
  receipt: { type: file }
  proof: { type: file }
access:
  - { role: clerk, can: [read, create, update] }
`,
  'screens/claims.yaml': `screen: claims
list: claim
title: Claims
columns: [name, receipt]
`,
  'workflows/claims.yaml': `workflow: claims
entity: claim
states:
  open: {}
  settled: { final: true }
transitions:
  settle: { from: open, to: settled, require: [proof] }
`,
}

/** 64 × 40 pixels. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAAAoCAIAAADBrGu+AAAT40lEQVR42g3PAWc6DQDA4ffj/E2SSSbJzCSTSSY5lVM5lfMrp3JWTuXUnJpTOSuncmoiIiIiIiKir/Tu+QbPf/8QHhBcCG4ED8IjghfBh/CE4EcIIAQRnhFeEF4RQghhhDeECMI7QhQhhvCBEEdIIAgISYQ0goiQQcghSAh5hCKCjABCGUFBqCDUEFSET4QGgobQRGgj6AgdhC8EA6GH8I1gIgwQRggWwg/CBMFGmCLMERyEBcIvwn//SD2QcpFyk/KQeiTlJeUj9UTKTypAKkjqmdQLqVdSIVJhUm+kIqTeSUVJxUh9kIqTSpASSCVJpUmJpDKkcqQkUnlSRVIyKUiVSSmkKqRqpFRSn6QapDRSTVJtUjqpDqkvUgapHqlvUiapAakRKYvUD6kJKZvUlNSclENqQeqX1F9AfEB0IboRPYiPiF5EH+IToh8xgBhEfEZ8QXxFDCGGEd8QI4jviFHEGOIHYhwxgSggJhHTiCJiBjGHKCHmEYuIMiKIZUQFsYJYQ1QRPxEbiBpiE7GNqCN2EL8QDcQe4jeiiThAHCFaiD+IE0QbcYo4R3QQF4i/iH+B7ANZF1k3WQ/ZR7Jesj6yT2T9ZANkg2Sfyb6QfSUbIhsm+0Y2QvadbJRsjOwH2TjZBFmBbJJsmqxINkM2R1YimydbJCuThWyZrEK2QrZGViX7SbZBViPbJNsmq5PtkP0ia5Dtkf0ma5IdkB2Rtcj+kJ2QtclOyc7JOmQXZH/J/gWkByQXkhvJg/SI5EXyIT0h+ZECSEGkZ6QXpFekEFIY6Q0pgvSOFEWKIX0gxZESSAJSEimNJCJlkHJIElIeqYgkI4FURlKQKkg1JBXpE6mBpCE1kdpIOlIH6QvJQOohfSOZSAOkEZKF9IM0QbKRpkhzJAdpgfSL9BcoPFBwUXBT8FB4pOCl4KPwRMFPIUAhSOGZwguFVwohCmEKbxQiFN4pRCnEKHxQiFNIUBAoJCmkKYgUMhRyFCQKeQpFCjIFKJQpKBQqFGoUVAqfFBoUNApNCm0KOoUOhS8KBoUehW8KJoUBhREFi8IPhQkFm8KUwpyCQ2FB4ZfCX0B+QHYhu5E9yI/IXmQf8hOyHzmAHER+Rn5BfkUOIYeR35AjyO/IUeQY8gdyHDmBLCAnkdPIInIGOYcsIeeRi8gyMshlZAW5glxDVpE/kRvIGnITuY2sI3eQv5AN5B7yN7KJPEAeIVvIP8gTZBt5ijxHdpAXyL/If4HSAyUXJTclD6VHSl5KPkpPlPyUApSClJ4pvVB6pRSiFKb0RilC6Z1SlFKM0gelOKUEJYFSklKakkgpQylHSaKUp1SkJFOCUpmSQqlCqUZJpfRJqUFJo9Sk1KakU+pQ+qJkUOpR+qZkUhpQGlGyKP1QmlCyKU0pzSk5lBaUfin9BZQHFBeKG8WD8ojiRfGhPKH4UQIoQZRnlBeUV5QQShjlDSWC8o4SRYmhfKDEURIoAkoSJY0iomRQcigSSh6liCKjgFJGUVAqKDUUFeUTpYGioTRR2ig6SgflC8VA6aF8o5goA5QRioXygzJBsVGmKHMUB2WB8ovyF6g+UHVRdVP1UH2k6qXqo/pE1U81QDVI9ZnqC9VXqiGqYapvVCNU36lGqcaoflCNU01QFagmqaapilQzVHNUJap5qkWqMlWolqkqVCtUa1RVqp9UG1Q1qk2qbao61Q7VL6oG1R7Vb6om1QHVEVWL6g/VCVWb6pTqnKpDdUH1l+pfQH1AdaG6UT2oj6heVB/qE6ofNYAaRH1GfUF9RQ2hhlHfUCOo76hR1BjqB2ocNYEqoCZR06giagY1hyqh5lGLqDIqqGVUBbWCWkNVUT9RG6gaahO1jaqjdlC/UA3UHuo3qok6QB2hWqg/qBNUG3WKOkd1UBeov6h/gfoDdRd1N3UP9UfqXuo+6k/U/dQD1IPUn6m/UH+lHqIepv5GPUL9nXqUeoz6B/U49QR1gXqSepq6SD1DPUddop6nXqQuU4d6mbpCvUK9Rl2l/km9QV2j3qTepq5T71D/om5Q71H/pm5SH1AfUbeo/1CfULepT6nPqTvUF9R/qf8FtAc0F5obzYP2iOZF86E9ofnRAmhBtGe0F7RXtBBaGO0NLYL2jhZFi6F9oMXREmgCWhItjSaiZdByaBJaHq2IJqOBVkZT0CpoNTQV7ROtgaahNdHaaDpaB+0LzUDroX2jmWgDtBGahfaDNkGz0aZoczQHbYH2i/YXaD3QctFy0/LQeqTlpeWj9UTLTytAK0jrmdYLrVdaIVphWm+0IrTeaUVpxWh90IrTStASaCVppWmJtDK0crQkWnlaRVoyLWiVaSm0KrRqtFRan7QatDRaTVptWjqtDq0vWgatHq1vWiatAa0RLYvWD60JLZvWlNaclkNrQeuX1l9Af0B3obvRPeiP6F50H/oTuh89gB5Ef0Z/QX9FD6GH0d/QI+jv6FH0GPoHehw9gS6gJ9HT6CJ6Bj2HLqHn0YvoMjroZXQFvYJeQ1fRP9Eb6Bp6E72NrqN30L/QDfQe+je6iT5AH6Fb6D/oE3QbfYo+R3fQF+i/6H+B7gNdF103XQ/dR7peuj66T3T9dAN0g3Sf6b7QfaUbohum+0Y3QvedbpRujO4H3TjdBF2BbpJumq5IN0M3R1eim6dbpCvThW6ZrkK3QrdGV6X7SbdBV6PbpNumq9Pt0P2ia9Dt0f2ma9Id0B3Rtej+0J3QtelO6c7pOnQXdH/p/gWMBwwXhhvDg/GI4cXwYTxh+DECGEGMZ4wXjFeMEEYY4w0jgvGOEcWIYXxgxDESGAJGEiONIWJkMHIYEkYeo4ghY4BRxlAwKhg1DBXjE6OBoWE0MdoYOkYH4wvDwOhhfGOYGAOMEYaF8YMxwbAxphhzDAdjgfGL8RfoP9B30XfT99B/pO+l76P/RN9PP0A/SP+Z/gv9V/oh+mH6b/Qj9N/pR+nH6H/Qj9NP0BfoJ+mn6Yv0M/Rz9CX6efpF+jJ96JfpK/Qr9Gv0Vfqf9Bv0NfpN+m36Ov0O/S/6Bv0e/W/6Jv0B/RF9i/4P/Ql9m/6U/py+Q39B/5f+X8B8wHRhujE9mI+YXkwf5hOmHzOAGcR8xnzBfMUMYYYx3zAjmO+YUcwY5gdmHDOBKWAmMdOYImYGM4cpYeYxi5gyJphlTAWzglnDVDE/MRuYGmYTs42pY3YwvzANzB7mN6aJOcAcYVqYP5gTTBtzijnHdDAXmL+Yf4HhA0MXQzdDD8NHhl6GPoZPDP0MAwyDDJ8ZvjB8ZRhiGGb4xjDC8J1hlGGM4QfDOMMEQ4FhkmGaocgwwzDHUGKYZ1hkKDOEYZmhwrDCsMZQZfjJsMFQY9hk2GaoM+ww/GJoMOwx/GZoMhwwHDG0GP4wnDC0GU4Zzhk6DBcMfxn+BawHLBeWG8uD9YjlxfJhPWH5sQJYQaxnrBesV6wQVhjrDSuC9Y4VxYphfWDFsRJYAlYSK40lYmWwclgSVh6riCVjgVXGUrAqWDUsFesTq4GlYTWx2lg6VgfrC8vA6mF9Y5lYA6wRloX1gzXBsrGmWHMsB2uB9Yv1Fxg/MHYxdjP2MH5k7GXsY/zE2M84wDjI+JnxC+NXxiHGYcZvjCOM3xlHGccYfzCOM04wFhgnGacZi4wzjHOMJcZ5xkXGMmMYlxkrjCuMa4xVxp+MG4w1xk3GbcY64w7jL8YG4x7jb8Ym4wHjEWOL8Q/jCWOb8ZTxnLHDeMH4l/FfwH7AdmG7sT3Yj9hebB/2E7YfO4AdxH7GfsF+xQ5hh7HfsCPY79hR7Bj2B3YcO4EtYCex09gidgY7hy1h57GL2DI22GVsBbuCXcNWsT+xG9gadhO7ja1jd7C/sA3sHvY3tok9wB5hW9g/2BNsG3uKPcd2sBfYv9h/gdkDMxczNzMPs0dmXmY+Zk/M/MwCzILMnpm9MHtlFmIWZvbGLMLsnVmUWYzZB7M4swQzgVmSWZqZyCzDLMdMYpZnVmQmM4NZmZnCrMKsxkxl9smswUxj1mTWZqYz6zD7YmYw6zH7ZmYyGzAbMbOY/TCbMLOZTZnNmTnMFsx+mf0FnAccF44bx4PziOPF8eE84fhxAjhBnGecF5xXnBBOGOcNJ4LzjhPFieF84MRxEjgCThInjSPiZHByOBJOHqeII+OAU8ZRcCo4NRwV5xOngaPhNHHaODpOB+cLx8Dp4XzjmDgDnBGOhfODM8GxcaY4cxwHZ4Hzi/MXWD6wdLF0s/SwfGTpZelj+cTSzzLAMsjymeULy1eWIZZhlm8sIyzfWUZZxlh+sIyzTLAUWCZZplmKLDMscywllnmWRZYyS1iWWSosKyxrLFWWnywbLDWWTZZtljrLDssvlgbLHstvlibLAcsRS4vlD8sJS5vllOWcpcNywfKX5V9g9cDKxcrNysPqkZWXlY/VEys/qwCrIKtnVi+sXlmFWIVZvbGKsHpnFWUVY/XBKs4qwUpglWSVZiWyyrDKsZJY5VkVWcmsYFVmpbCqsKqxUll9smqw0lg1WbVZ6aw6rL5YGax6rL5ZmawGrEasLFY/rCasbFZTVnNWDqsFq19Wf4H1A2sXazdrD+tH1l7WPtZPrP2sA6yDrJ9Zv7B+ZR1iHWb9xjrC+p11lHWM9QfrOOsEa4F1knWatcg6wzrHWmKdZ11kLbOGdZm1wrrCusZaZf3JusFaY91k3Wats+6w/mJtsO6x/mZtsh6wHrG2WP+wnrC2WU9Zz1k7rBesf1n/BTYPbFxs3Gw8bB7ZeNn42Dyx8bMJsAmyeWbzwuaVTYhNmM0bmwibdzZRNjE2H2zibBJsBDZJNmk2IpsMmxwbiU2eTZGNzAY2ZTYKmwqbGhuVzSebBhuNTZNNm43OpsPmi43Bpsfmm43JZsBmxMZi88NmwsZmM2UzZ+OwWbD5ZfMX2D6wdbF1s/WwfWTrZetj+8TWzzbANsj2me0L21e2IbZhtm9sI2zf2UbZxth+sI2zTbAV2CbZptmKbDNsc2wltnm2RbYyW9iW2SpsK2xrbFW2n2wbbDW2TbZttjrbDtsvtgbbHttvtibbAdsRW4vtD9sJW5vtlO2crcN2wfaX7V9g98DOxc7NzsPukZ2XnY/dEzs/uwC7ILtndi/sXtmF2IXZvbGLsHtnF2UXY/fBLs4uwU5gl2SXZieyy7DLsZPY5dkV2cnsYFdmp7CrsKuxU9l9smuw09g12bXZ6ew67L7YGex67L7ZmewG7EbsLHY/7CbsbHZTdnN2DrsFu192f4H9A3sXezd7D/tH9l72PvZP7P3sA+yD7J/Zv7B/ZR9iH2b/xj7C/p19lH2M/Qf7OPsEe4F9kn2avcg+wz7HXmKfZ19kL7OHfZm9wr7CvsZeZf/JvsFeY99k32avs++w/2JvsO+x/2Zvsh+wH7G32P+wn7C32U/Zz9k77Bfsf9n/BQ4PHFwc3Bw8HB45eDn4ODxx8HMIcAhyeObwwuGVQ4hDmMMbhwiHdw5RDjEOHxziHBIcBA5JDmkOIocMhxwHiUOeQ5GDzAEOZQ4KhwqHGgeVwyeHBgeNQ5NDm4POocPhi4PBocfhm4PJYcBhxMHi8MNhwsHmMOUw5+BwWHD45fAXOD5wdHF0c/RwfOTo5ejj+MTRzzHAMcjxmeMLx1eOIY5hjm8cIxzfOUY5xjh+cIxzTHAUOCY5pjmKHDMccxwljnmORY4yRziWOSocKxxrHFWOnxwbHDWOTY5tjjrHDscvjgbHHsdvjibHAccRR4vjD8cJR5vjlOOco8NxwfGX41/g9MDJxcnNycPpkZOXk4/TEyc/pwCnIKdnTi+cXjmFOIU5vXGKcHrnFOUU4/TBKc4pwUnglOSU5iRyynDKcZI45TkVOcmc4FTmpHCqcKpxUjl9cmpw0jg1ObU56Zw6nL44GZx6nL45mZwGnEacLE4/nCacbE5TTnNODqcFp19Of4HzA2cXZzdnD+dHzl7OPs5PnP2cA5yDnJ85v3B+5RziHOb8xjnC+Z1zlHOM8wfnOOcEZ4FzknOas8g5wznHWeKc51zkLHOGc5mzwrnCucZZ5fzJucFZ49zk3Oasc+5w/uJscO5x/uZsch5wHnG2OP9wnnC2OU85zzk7nBecfzn/BS4PXFxc3Fw8XB65eLn4uDxx8XMJcAlyeebywuWVS4hLmMsblwiXdy5RLjEuH1ziXBJcBC5JLmkuIpcMlxwXiUueS5GLzAUuZS4KlwqXGheVyyeXBheNS5NLm4vOpcPli4vBpcflm4vJZcBlxMXi8sNlwsXmMuUy5+JwWXD55fIXuD5wdXF1c/VwfeTq5erj+sTVzzXANcj1mesL11euIa5hrm9cI1zfuUa5xrh+cI1zTXAVuCa5prmKXDNcc1wlrnmuRa4yV7iWuSpcK1xrXFWun1wbXDWuTa5trjrXDtcvrgbXHtdvribXAdcRV4vrD9cJV5vrlOucq8N1wfWX61/g9sDNxc3NzcPtkZuXm4/bEzc/twC3ILdnbi/cXrmFuIW5vXGLcHvnFuUW4/bBLc4twU3gluSW5iZyy3DLcZO45bkVucnc4FbmpnCrcKtxU7l9cmtw07g1ubW56dw63L64Gdx63L65mdwG3EbcLG4/3CbcbG5TbnNuDrcFt19uf4H7A3cXdzd3D/dH7l7uPu5P3P3cA9yD3J+5v3B/5R7iHub+xj3C/Z17lHuM+wf3OPcEd4F7knuau8g9wz3HXeKe517kLnOHe5m7wr3CvcZd5f7JvcFd497k3uauc+9w/+JucO9x/+Zuch9wH3G3uP9wn3C3uU+5z7k73Bfcf7n/D8+5H9NCWP4BAAAAAElFTkSuQmCC',
  'base64',
)

let app: RunningApp
let chromium: Chromium
const endings: (() => unknown)[] = []

async function signedIn(options: Parameters<Chromium['visit']>[0] = {}) {
  const visitor = await chromium.visit(options)
  await signIn(visitor, app.origin, 'Ana')
  return visitor
}

/** @param throughput bytes a second */
async function sendsSlowly(page: Page, throughput: number): Promise<void> {
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 5,
    downloadThroughput: -1,
    uploadThroughput: throughput,
  })
}

/** As a person does it who drags a file over the window, or has one on the clipboard. */
async function give(page: Page, how: 'drop' | 'paste', name: string, text: string): Promise<void> {
  await page.getByRole('button', { name: /^(Choose a file|Replace): Receipt$/ }).evaluate(
    (button, { how, name, text }) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([text], name, { type: 'text/html' }))
      const event =
        how === 'drop'
          ? new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
      button.dispatchEvent(event)
    },
    { how, name, text },
  )
}

describe('files on the screen', () => {
  chromium = chromiumOfSuite()
  before(async () => {
    app = await runApp(
      { after: done => void endings.push(done as () => unknown) },
      {
        files,
        seed: { people: [person('ana'), person('root', { administrator: true })], roles: [{ role: 'clerk', person: 'ana' }] },
      },
    )
  })
  after(async () => {
    for (const end of endings) await end()
  })

  test('a new record takes a file, shows it small, gives it back whole, and has another in its place', async () => {
    const { page } = await signedIn()
    await page.goto(`${app.origin}/a/claims/e/claim?form=new`)
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Name/).fill('Taxi to the airport')
    await dialog
      .getByLabel('Receipt', { exact: true })
      .setInputFiles({ name: 'Quittung Nr. 7.png', mimeType: 'image/png', buffer: picture })
    await dialog.getByText('Quittung Nr. 7.png').waitFor()
    await accessible(page, 'the form')
    await dialog.getByRole('button', { name: /Create/ }).click()
    await page.getByRole('heading', { name: 'Taxi to the airport' }).waitFor()
    const panel = page.getByRole('complementary')
    const thumbnail = panel.getByRole('img', { name: 'Preview of Quittung Nr. 7.png' })
    await thumbnail.waitFor()
    await page.waitForFunction(() => [...document.images].every(image => image.complete))
    assert.equal(await thumbnail.evaluate((image: HTMLImageElement) => image.naturalWidth), 64, 'it is really shown')
    await accessible(page, 'the panel')

    const downloading = page.waitForEvent('download')
    await panel.getByRole('link', { name: 'Download Quittung Nr. 7.png' }).click()
    const download = await downloading
    assert.equal(download.suggestedFilename(), 'Quittung Nr. 7.png')
    assert.ok((await readFile(await download.path())).equals(picture))

    await panel.getByRole('button', { name: 'Edit Receipt' }).click()
    await give(page, 'drop', 'invoice.html', '<script>document.title = "owned"</script>')
    await panel.getByRole('link', { name: 'invoice.html' }).first().waitFor()
    await panel.getByText(/changed “Receipt”/).waitFor()
    const old = panel.getByText(/changed “Receipt”/).getByRole('button', { name: 'Quittung Nr. 7.png' })
    await old.waitFor()
    const address = await panel.getByRole('link', { name: 'invoice.html' }).first().getAttribute('href')
    const direct = await page.context().newPage()
    await assert.rejects(direct.goto(`${app.origin}${address}&inline=1`), /Download is starting/, 'it is saved, not opened')
    await direct.close()
    assert.notEqual(await page.title(), 'owned')

    // The one before is in the file's menu; what is text is looked at as text.
    await panel.getByRole('button', { name: 'File invoice.html' }).click()
    const former = page.getByRole('menuitem', { name: /Quittung Nr\. 7\.png.*Ana/ })
    await former.waitFor()
    await accessible(page, 'the menu of a file')
    await former.click()
    const earlier = page.getByRole('dialog', { name: 'Quittung Nr. 7.png' })
    await earlier.getByText(/^Earlier version · Ana ·/).waitFor()
    const pictured = earlier.getByRole('img', { name: 'Preview of Quittung Nr. 7.png' })
    await page.waitForFunction(() => [...document.images].every(image => image.complete))
    assert.equal(await pictured.evaluate((image: HTMLImageElement) => image.naturalWidth), 64)
    const again = page.waitForEvent('download')
    await earlier.getByRole('link', { name: 'Download' }).click()
    assert.ok((await readFile(await (await again).path())).equals(picture))
    await page.keyboard.press('Escape')
    await earlier.waitFor({ state: 'detached' })
    await panel.getByRole('button', { name: 'File invoice.html' }).click()
    await page.getByRole('menuitem', { name: 'Preview' }).click()
    const preview = page.getByRole('dialog', { name: 'invoice.html' })
    await preview.getByText('<script>document.title = "owned"</script>').waitFor()
    await accessible(page, 'the preview of a text')
    await page.keyboard.press('Escape')
    await preview.waitFor({ state: 'detached' })

    // However long its name is, the preview is no wider for it, and what closes it stays in sight.
    const long = `${'W'.repeat(200)}.txt`
    await panel.getByRole('button', { name: 'Edit Receipt' }).click()
    await panel
      .getByLabel('Receipt', { exact: true })
      .setInputFiles({ name: long, mimeType: 'text/plain', buffer: Buffer.from('Long.') })
    await panel.getByRole('button', { name: `File ${long}` }).click()
    await page.getByRole('menuitem', { name: 'Preview' }).click()
    const wide = page.getByRole('dialog', { name: long })
    await wide.getByText('Long.').waitFor()
    const close = await wide.locator('header').getByRole('button').boundingBox()
    assert.ok(
      close && close.x + close.width <= page.viewportSize()!.width,
      `the button ends at ${close && close.x + close.width}`,
    )
    assert.ok(await wide.evaluate(each => each.scrollWidth <= each.clientWidth), 'and nothing scrolls sideways')
    await page.keyboard.press('Escape')
    await wide.waitFor({ state: 'detached' })

    // A PDF is drawn page by page, by our own reader under our own policy; what it wants to run is not.
    await panel.getByRole('button', { name: 'Edit Receipt' }).click()
    const buffer = pdfOf(['Offer 4711', 'Terms'], 'app.alert\\("owned"\\); this.submitForm\\("https://example.com"\\)')
    await panel.getByLabel('Receipt', { exact: true }).setInputFiles({ name: 'offer.pdf', mimeType: 'application/pdf', buffer })
    await panel.getByRole('link', { name: 'offer.pdf' }).first().waitFor()
    await panel.getByRole('button', { name: 'offer.pdf', exact: true }).first().click()
    const pdf = page.getByRole('dialog', { name: 'offer.pdf' })
    await pdf.getByText('Offer 4711').waitFor({ state: 'attached' })
    const inkOf = (x: number, y: number, width: number, height: number) =>
      pdf.locator('canvas').evaluate(
        (canvas: HTMLCanvasElement, [x, y, width, height]) => {
          const scale = canvas.width / 400
          const { data } = canvas.getContext('2d')!.getImageData(x! * scale, y! * scale, width! * scale, height! * scale)
          const reds = data.filter((_, index) => index % 4 === 0)
          return reds.filter(red => red < 100).length / reds.length
        },
        [x, y, width, height],
      )
    const words = [40, 60, 200, 24] as const
    const ink = await inkOf(...words)
    assert.ok(ink > 0.05 && ink < 0.5, `${ink} of the line is dark`)
    assert.ok((await inkOf(305, 45, 50, 50)) > 0.99, 'what was scanned is there too')
    await accessible(page, 'the preview of a PDF')
    await pdf.getByRole('button', { name: 'Next page' }).click()
    await pdf.getByText('Page 2 of 2').waitFor()
    await pdf.getByText('Terms').waitFor({ state: 'attached' })
    assert.ok((await inkOf(...words)) < ink, 'the other page has less on it')
    await page.keyboard.press('Escape')
    await pdf.waitFor({ state: 'detached' })
    assert.equal(page.workers().length, 0, 'its reader is gone')

    await panel.getByRole('button', { name: 'Edit Receipt' }).click()
    // What is shown at once is saved a moment later; and one way back at a time, so that it is clear which is pressed.
    const saved = () => page.waitForResponse(answer => answer.request().method() === 'PATCH' && answer.status() === 200)
    const undo = page.getByRole('button', { name: 'Undo' })
    const forgetUndo = async () => {
      await page.locator('.mantine-Notification-closeButton').evaluateAll(buttons => {
        for (const button of buttons) (button as HTMLElement).click()
      })
      await undo.first().waitFor({ state: 'detached' })
    }
    await forgetUndo()
    const pasted = saved()
    await give(page, 'paste', 'pasted.txt', 'from the clipboard')
    await panel.getByRole('link', { name: 'pasted.txt' }).first().waitFor()
    await pasted
    // Offered a moment after the answer: only what has come can be put away.
    await undo.waitFor()
    await forgetUndo()
    await panel.getByRole('button', { name: 'Edit Receipt' }).click()
    const removed = saved()
    await panel.getByRole('button', { name: 'Remove: Receipt' }).click()
    await removed
    const restored = saved()
    await undo.click()
    await restored
    await panel.getByRole('link', { name: 'pasted.txt' }).first().waitFor()
    await page.goto(`${app.origin}/a/claims/s/claims`)
    await page.getByRole('row', { name: /Taxi to the airport.*pasted.txt/ }).waitFor()

    // Taken out for good, it is reached from what happened.
    await page
      .getByRole('row', { name: /Taxi to the airport/ })
      .getByText('Taxi to the airport')
      .click()
    await panel.getByRole('button', { name: 'Edit Receipt' }).click()
    const gone = saved()
    await panel.getByRole('button', { name: 'Remove: Receipt' }).click()
    await gone
    const entry = panel.getByText(/changed “Receipt” from pasted\.txt to empty/).first()
    await entry.getByRole('button', { name: 'pasted.txt' }).click()
    await page.getByRole('dialog', { name: 'pasted.txt' }).getByText('from the clipboard').waitFor()
  })

  test('an upload shows how far it is, keeps the form from being saved without it, and can be cancelled', async () => {
    const { page } = await signedIn()
    await page.goto(`${app.origin}/a/claims/e/claim?form=new`)
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Name/).fill('Slow')
    await sendsSlowly(page, 400_000)
    await dialog
      .getByLabel('Receipt', { exact: true })
      .setInputFiles({ name: 'long.bin', mimeType: '', buffer: randomBytes(3_000_000) })
    const progress = dialog.getByRole('progressbar', { name: 'Uploading long.bin' })
    await progress.waitFor()
    await dialog.getByText(/^[1-9]\d? %$/).waitFor()
    assert.equal(await dialog.getByRole('button', { name: /Create/ }).isDisabled(), true)
    await accessible(page, 'while it is sent')
    await dialog.getByRole('button', { name: 'Cancel' }).first().click()
    await progress.waitFor({ state: 'detached' })
    assert.equal(await dialog.getByRole('button', { name: /Create/ }).isDisabled(), false)
    assert.equal(await dialog.getByText('long.bin').count(), 0)
  })

  test('who leaves while a file is on its way is told that it was not uploaded, and the record has none', async () => {
    const { page } = await signedIn()
    const made = await (await app.as('ana')).post('/api/apps/claims/claim', { fields: { name: 'Left' } })
    assert.equal(made.status, 201, made.text)
    await page.goto(`${app.origin}/a/claims/s/claims`)
    await page.getByRole('row', { name: 'Left' }).focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('complementary')
    await panel.getByRole('button', { name: 'Edit Receipt' }).click()
    await sendsSlowly(page, 200_000)
    await panel
      .getByLabel('Receipt', { exact: true })
      .setInputFiles({ name: 'long.bin', mimeType: '', buffer: randomBytes(3_000_000) })
    await panel.getByRole('progressbar', { name: 'Uploading long.bin' }).waitFor()
    await page.goBack()
    await panel.waitFor({ state: 'detached' })
    await page.getByRole('alert').getByText('“long.bin” was not uploaded').waitFor()
    const { json } = await (await app.as('ana')).get(`/api/apps/claims/claim/${made.json.record.id}`)
    assert.equal(json.record.receipt ?? null, null)
  })

  test('where the server takes no more of this person at once, a file waits and goes by itself; what does not fit in the day any more is refused with how much that is', async () => {
    const visitor = await signedIn()
    visitor.expectStatus(429)
    visitor.expectStatus(413)
    const { page } = visitor
    const { port } = new URL(app.origin)
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    await page.goto(`${app.origin}/a/claims/e/claim?form=new`)
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Name/).fill('Patient')
    // Who sends nothing is given up after a few seconds: only now.
    const slow = [1, 2, 3].map(() => {
      const half = httpRequest({
        ...{ host: '127.0.0.1', port, method: 'POST', path: '/api/apps/claims/claim/files?field=receipt&name=slow' },
        headers: { host: `localhost:${port}`, cookie, origin: app.origin, 'content-length': 1_000 },
      })
      half.on('error', () => undefined)
      half.write('x')
      return half
    })
    await page.waitForTimeout(300)
    const told = page.waitForResponse(response => response.status() === 429)
    const receipt = dialog.getByLabel('Receipt', { exact: true })
    const focused = page.locator(':focus')
    await dialog.getByRole('button', { name: 'Choose a file: Receipt' }).focus()
    await receipt.setInputFiles({ name: 'patient.txt', mimeType: '', buffer: Buffer.from('It can wait.') })
    await told
    await dialog.getByRole('progressbar', { name: 'Uploading patient.txt' }).waitFor({ state: 'attached' })
    // The focus stays in the field, whichever button stands there.
    await dialog.getByRole('button', { name: 'Cancel' }).first().and(focused).waitFor()
    assert.equal(await dialog.getByRole('alert').count(), 0)
    for (const half of slow) half.destroy()
    await dialog.getByRole('button', { name: 'Replace: Receipt' }).and(focused).waitFor()

    const floors = app.installation.floors as { fileRoom: { ofPersonADay: number; ofAll: number } }
    const { fileRoom } = floors
    // What came of uploads that were cancelled counts as well, and how much that was is up to the machine.
    const room = (await (await page.request.get(`${app.origin}/api/file-room`)).json()) as { personADay: { taken: number } }
    const used = Math.ceil(room.personADay.taken / 1024 ** 2)
    floors.fileRoom = { ...fileRoom, ofPersonADay: 1 }
    try {
      await receipt.setInputFiles({ name: 'more.txt', mimeType: '', buffer: Buffer.from('One more.') })
      await dialog.getByRole('alert').getByText(`Within the last 24 hours you uploaded ${used} MB of 0 MB`).waitFor()
    } finally {
      floors.fileRoom = fileRoom
    }
  })

  test('a file over the limit is told in words before it is sent', async () => {
    const visitor = await signedIn()
    visitor.expectStatus(422)
    const { page } = visitor
    await page.goto(`${app.origin}/a/claims/e/claim?form=new`)
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Name/).fill('Large')
    await dialog.getByLabel('Receipt', { exact: true }).evaluate(input => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([new Uint8Array(25 * 1024 * 1024 + 1)], 'huge.iso'))
      ;(input as HTMLInputElement).files = transfer.files
      input.dispatchEvent(new Event('change', { bubbles: true }))
    })
    await dialog.getByRole('alert').getByText('“huge.iso” is too large. A file may have at most 25 MB.').waitFor()
    await dialog
      .getByLabel('Receipt', { exact: true })
      .setInputFiles({ name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) })
    await dialog
      .getByRole('alert')
      .getByText(/The file is empty/)
      .waitFor()
  })

  test('on a phone a file field takes a photo, and a field that says so is read from a code, or says why it cannot', async () => {
    const { page } = await signedIn({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
    await page.goto(`${app.origin}/a/claims/s/claims?form=new`)
    const form = page.getByRole('dialog', { name: 'New claim' })
    await form.getByRole('button', { name: 'Take a photo: Receipt' }).waitFor()
    const taken = form.locator('input[capture="environment"][accept="image/*"]')
    await taken.first().setInputFiles({ name: 'image.png', mimeType: 'image/png', buffer: picture })
    await form.getByText('image.png').waitFor()

    const scan = page.getByRole('dialog', { name: 'Scan a code: Name' })
    await form.getByRole('button', { name: 'Scan a code: Name' }).click()
    await scan.getByText('This device has no camera. Type the code.').waitFor()
    const camera = (give: 'refusal' | string) =>
      page.evaluate(given => {
        navigator.mediaDevices.getUserMedia = async () => {
          if (given === 'refusal') throw new DOMException('', 'NotAllowedError')
          const canvas = document.createElement('canvas')
          const draw = canvas.getContext('2d')!
          const rows = given.split('\n')
          const [width, height] = [640, 480]
          Object.assign(canvas, { width, height })
          setInterval(() => {
            draw.fillStyle = '#fff'
            draw.fillRect(0, 0, width, height)
            draw.fillStyle = '#000'
            rows.forEach((row, y) => {
              for (const [x, dot] of [...row].entries()) if (dot === '#') draw.fillRect(170 + x * 8, 90 + y * 8, 8, 8)
            })
          }, 50)
          return canvas.captureStream()
        }
      }, give)
    await camera('refusal')
    await scan.getByRole('button', { name: 'Try again' }).click()
    await scan.getByText(/^The camera may not be used\. Allow it/).waitFor()
    await accessible(page, 'the dialog in which a code is scanned')
    const code = new QRCodeWriter().encode('SKU-4711', BarcodeFormat.QR_CODE, 0, 0, new Map([[EncodeHintType.MARGIN, 0]]))
    await camera(
      Array.from({ length: code.getHeight() }, (_, y) =>
        Array.from({ length: code.getWidth() }, (_, x) => (code.get(x, y) ? '#' : '.')).join(''),
      ).join('\n'),
    )
    await scan.getByRole('button', { name: 'Try again' }).click()
    await scan.waitFor({ state: 'detached' })
    const name = form.getByRole('textbox', { name: /^Name/ })
    assert.equal(await name.inputValue(), 'SKU-4711')
    await name.fill('Typed')
    assert.equal(await name.inputValue(), 'Typed')
  })

  test('has its name read to the end in the panel, at every width, from the left and from the right', async () => {
    const name = 'Rechnung-2026-11-28-Nordlicht-Versand-GmbH-und-Co-KG-Storno.txt'
    const { page } = await signedIn()
    await page.goto(`${app.origin}/a/claims/e/claim?form=new`)
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Name/).fill('Long name')
    await dialog
      .getByLabel('Receipt', { exact: true })
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from('Long.') })
    const isWhole = (element: HTMLElement | SVGElement) => {
      const panel = element.closest('[data-field], [role=dialog]')!.getBoundingClientRect()
      const { left, right } = element.getBoundingClientRect()
      return element.scrollWidth <= element.clientWidth + 1 && left >= panel.left && right <= panel.right
    }
    await dialog.getByRole('button', { name: 'Replace: Receipt' }).waitFor()
    assert.ok(await dialog.getByText(name).evaluate(isWhole), 'in the form')
    await dialog.getByRole('button', { name: /Create/ }).click()
    await page.getByRole('heading', { name: 'Long name' }).waitFor()
    const receipt = page.getByRole('complementary').locator('[data-field="receipt"]')
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 })
      for (const dir of ['ltr', 'rtl']) {
        await page.evaluate(dir => {
          document.documentElement.dir = dir
        }, dir)
        assert.ok(await receipt.getByText(name).evaluate(isWhole), `${width} ${dir}`)
        const download = await receipt.getByRole('link', { name: `Download ${name}` }).evaluate(isWhole)
        assert.ok(download, `the buttons beside it stay in the panel: ${width} ${dir}`)
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.evaluate(() => {
      document.documentElement.dir = 'ltr'
    })
    await receipt.getByRole('button', { name: 'Edit Receipt' }).click()
    await receipt.getByRole('button', { name: 'Replace: Receipt' }).waitFor()
    assert.ok(await receipt.getByText(name).evaluate(isWhole), 'while it is replaced')
  })

  test('a step asks for its file in the dialog, and is done with it', async () => {
    const { page } = await signedIn()
    await page.goto(`${app.origin}/a/claims/e/claim?form=new`)
    await page.getByRole('dialog').getByLabel(/^Name/).fill('To settle')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Create/ })
      .click()
    await page.getByRole('heading', { name: 'To settle' }).waitFor()
    await page.getByRole('complementary').getByRole('button', { name: 'Settle', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog
      .getByLabel('Proof', { exact: true })
      .setInputFiles({ name: 'proof.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') })
    await dialog.getByText('proof.pdf').waitFor()
    await accessible(page, 'the dialog')
    await dialog.getByRole('button', { name: 'Settle', exact: true }).click()
    await page.getByRole('complementary').getByRole('link', { name: 'proof.pdf' }).first().waitFor()
    await page.getByRole('complementary').getByText('Settled').first().waitFor()
    await page.getByRole('button', { name: 'File proof.pdf' }).click()
    await page.getByRole('menuitem', { name: 'Preview' }).click()
    await dialog.getByRole('alert').getByText('This PDF cannot be shown here.').waitFor()
  })
})
