// Completes the names of organisations in the roles of a source, in a list of the browser's own.
import { debounce, el, targetOf } from "../common/dom.js"
import { requestJSON } from "../common/http.js"

const FIELD = "input[data-organisations]"
const list = el("datalist", { id: "organisation-names" })
document.body.append(list)

document.addEventListener("focusin", (event) => {
  const field = targetOf(event)
  if (!field.matches?.(FIELD)) return
  list.replaceChildren()
  field.setAttribute("list", list.id)
})
document.addEventListener("input", (event) => {
  const field = targetOf(event)
  if (field instanceof HTMLInputElement && field.matches(FIELD)) suggest(field)
})

const suggest = debounce(
  /** @param {HTMLInputElement} field */
  async (field) => {
    const { value } = field
    if (!value.trim()) return list.replaceChildren()
    try {
      const { sources } = await requestJSON(field.dataset.organisations ?? "", { query: { q: value } })
      if (field.value !== value) return
      const names = new Set(
        /** @type {{ name: string, kind: string }[]} */ (sources)
          .filter(({ kind }) => kind === "organisation" || kind === "publication")
          .map(({ name }) => name),
      )
      list.replaceChildren(...[...names].map((name) => el("option", { value: name })))
    } catch {
      list.replaceChildren() // Completion is optional: any name can be typed.
    }
  },
  200,
)
