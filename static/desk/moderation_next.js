// The next page, fetched before the last rows of this one are reached: who decides never waits.

const FEW = 25

/** Gives a function that looks whether rows run out; `arrived` gets those that were added. */
export function askForNext(list, arrived) {
  const link = document.querySelector("[data-next]")
  const seen = new Set([...list.children].map(({ dataset }) => dataset.comment))
  let asking = false

  async function ask() {
    if (asking || !link?.isConnected || list.children.length >= FEW) return
    asking = true
    try {
      const response = await fetch(link.href, { headers: { Accept: "text/html" } })
      if (!response.ok || response.redirected) return
      const page = new DOMParser().parseFromString(await response.text(), "text/html")
      const rows = [...page.querySelectorAll("[data-comment]")]
      const added = rows.filter(({ dataset }) => !seen.has(dataset.comment))
      for (const row of added) seen.add(row.dataset.comment)
      list.append(...added)
      const next = page.querySelector("[data-next]")
      if (next) link.setAttribute("href", next.getAttribute("href"))
      else link.parentElement.remove()
      arrived(added)
    } catch {
      // The link leads there as well.
    } finally {
      asking = false
    }
  }
  return ask
}
