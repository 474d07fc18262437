// node lighthouse.mjs ADDRESS …: prints JSON, Lighthouse's whole report of each page by address.
// As a phone on a slow line, which is Lighthouse's own default. The browser is judge.py's.
import lighthouse from "lighthouse"
import puppeteer from "puppeteer-core"

// In milliseconds. A page is complete after a second without work, which a busy machine has late.
const MAX_WAIT = 300_000
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]

const browser = await puppeteer.launch(JSON.parse(process.env.BROWSER))
const port = Number(new URL(browser.wsEndpoint()).port)
const reports = {}
try {
  for (const address of process.argv.slice(2)) {
    const waits = { maxWaitForFcp: MAX_WAIT, maxWaitForLoad: MAX_WAIT }
    const options = { port, onlyCategories: CATEGORIES, disableFullPageScreenshot: true, ...waits }
    reports[address] = (await lighthouse(address, options)).lhr
  }
} finally {
  await browser.close()
}
console.log(JSON.stringify(reports))
