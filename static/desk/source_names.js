// Completes the names of sources in text inputs, by the browser's own list; `data-source-names` is the address of the
// names.
import { debounce, el, findAll, uniqueId } from "../common/dom.js"
import { requestJSON } from "../common/http.js"

for (const input of findAll("[data-source-names]", document, HTMLInputElement)) complete(input)

/** @param {HTMLInputElement} input */
function complete(input) {
  const url = input.dataset.sourceNames ?? ""
  const list = el("datalist", { id: uniqueId("source-names") })
  input.after(list)
  input.setAttribute("list", list.id)
  const load = debounce(async () => {
    const term = input.value.trim()
    if (!term) return list.replaceChildren()
    try {
      const { sources } = await requestJSON(url, { query: { q: term } })
      list.replaceChildren(
        ...sources.map((/** @type {{ name: string, affiliation: string }} */ { name, affiliation }) =>
          el("option", {
            value: affiliation ? `${name} (${affiliation})` : name,
          }),
        ),
      )
    } catch {
      list.replaceChildren() // The name can be typed as well.
    }
  }, 200)
  input.addEventListener("input", load)
}
