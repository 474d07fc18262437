// Whether comments came since the page was opened: asked once a minute at most, while it is seen.

const MINUTE = 60_000
const line = document.querySelector("[data-new]")
let last = Date.now()

async function ask() {
  if (document.hidden || Date.now() - last < MINUTE - 1000) return
  last = Date.now()
  try {
    const response = await fetch(line.dataset.new, { headers: { Accept: "application/json" } })
    if (!response.ok || response.redirected) return
    const { said } = await response.json()
    line.querySelector("[data-new-said]").textContent = said
    line.querySelector("a").hidden = !said
  } catch {
    // Offline: the next minute may be better.
  }
}

if (line) {
  setInterval(ask, MINUTE)
  document.addEventListener("visibilitychange", ask)
}
