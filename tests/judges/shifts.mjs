// node shifts.mjs ADDRESS …: prints JSON, the layout shifts of each page as a phone shows it, by
// address. The page is loaded once for each of its files, which arrives after all others, and once
// without pictures.
import puppeteer from "puppeteer-core"

const TIMEOUT = 300_000 // milliseconds
const PHONE = { width: 412, height: 823, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true }

function recordShifts() {
  window.shifts = []
  const describe = ({ node, previousRect, currentRect }) => [
    node?.outerHTML?.slice(0, 200) ?? node?.textContent,
    previousRect.toJSON(),
    currentRect.toJSON(),
  ]
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      window.shifts.push({ value, sources: sources.map(describe) })
    }
  }).observe({ type: "layout-shift", buffered: true })
}

async function load(browser, address, { late, withoutPictures }) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  await page.setViewport(PHONE)
  // Busy machines take their time.
  page.setDefaultTimeout(TIMEOUT)
  await page.setRequestInterception(true)
  await page.evaluateOnNewDocument(recordShifts)
  const urls = []
  const requested = Promise.withResolvers()
  let held
  page.on("request", (request) => {
    urls.push(request.url())
    if (withoutPictures && request.resourceType() === "image") request.abort()
    else if (request.url() === late) requested.resolve((held = request))
    else request.continue()
  })
  const loaded = page.goto(address, { waitUntil: "load" })
  if (late) {
    // Pictures that load lazily may be requested after the load event, or never.
    await Promise.race([requested.promise, loaded])
    await page.waitForNetworkIdle({ concurrency: 1, idleTime: 200 })
    await held?.continue()
  }
  await loaded
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
  const shifts = await page.evaluate(() => window.shifts)
  await context.close()
  return { urls, shifts }
}

const browser = await puppeteer.launch(JSON.parse(process.env.BROWSER))
const results = {}
try {
  for (const address of process.argv.slice(2)) {
    const first = await load(browser, address, {})
    const shifts = [...first.shifts]
    shifts.push(...(await load(browser, address, { withoutPictures: true })).shifts)
    for (const late of new Set(first.urls.slice(1))) {
      shifts.push(...(await load(browser, address, { late })).shifts)
    }
    results[address] = shifts
  }
} finally {
  await browser.close()
}
console.log(JSON.stringify(results))
