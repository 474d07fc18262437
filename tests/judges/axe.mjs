// node axe.mjs ADDRESS …: what axe finds on each page, on a phone and at a desk, light and dark.
// Prints JSON: {address: ["390 light: rule: help: elements", …]}. The browser is judge.py's.
import { readFileSync } from "node:fs"
import puppeteer from "puppeteer-core"

const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8")
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
// The dark scheme changes colours and nothing else, so it is asked of colours alone.
const RULES = {
  light: { type: "tag", values: TAGS },
  dark: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
}
const WIDTHS = [390, 1440]
const TABS = 2

async function violations(page, runOnly) {
  return page.evaluate(async (only) => {
    const options = { runOnly: only, resultTypes: ["violations"], selectors: false, preload: false }
    const { violations } = await window.axe.run(document, options)
    const shown = (nodes) => nodes.map(({ html }) => html).join(" | ")
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${shown(nodes)}`)
  }, runOnly)
}

async function judge(page, address) {
  const complaints = []
  await page.goto(address)
  await page.evaluate(AXE)
  for (const width of WIDTHS) {
    await page.setViewport({ width, height: 900 })
    for (const [value, rules] of Object.entries(RULES)) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }])
      complaints.push(...(await violations(page, rules)).map((text) => `${width} ${value}: ${text}`))
    }
  }
  return complaints
}

const waiting = process.argv.slice(2)
const complaintsByAddress = {}

async function work(browser) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  page.setDefaultTimeout(300_000) // Where others use the machine as well.
  while (waiting.length) {
    const address = waiting.shift()
    complaintsByAddress[address] = await judge(page, address)
  }
}

const browser = await puppeteer.launch(JSON.parse(process.env.BROWSER))
try {
  await Promise.all(Array.from({ length: TABS }, () => work(browser)))
} finally {
  await browser.close()
}
console.log(JSON.stringify(complaintsByAddress))
