// The next page, fetched before the last rows of this one are reached.

import { find, findAll, findOptional } from "../common/dom.js"
import { requestPage } from "../common/http.js"

const MIN_ROWS = 25

/**
 * Returns a function that fetches the next page if few rows are left; `onAdded` gets the rows of that page.
 * @param {HTMLElement} list
 * @param {(rows: HTMLElement[]) => void} onAdded
 */
export function nextPageLoader(list, onAdded) {
  const link = findOptional("[data-next]", document, HTMLAnchorElement)
  const seen = new Set(findAll("[data-comment]", list).map(({ dataset }) => dataset.comment))
  let isLoading = false

  async function load() {
    if (isLoading || !link?.isConnected || list.children.length >= MIN_ROWS) return
    isLoading = true
    try {
      const page = await requestPage(link.href)
      const added = findAll("[data-comment]", page).filter(({ dataset }) => !seen.has(dataset.comment))
      for (const row of added) seen.add(row.dataset.comment)
      list.append(...added)
      if (findOptional("[data-next]", page))
        link.setAttribute("href", find("[data-next]", page).getAttribute("href") ?? "")
      else link.parentElement?.remove()
      onAdded(added)
    } catch {
      // The link leads there as well.
    } finally {
      isLoading = false
    }
  }
  return load
}
