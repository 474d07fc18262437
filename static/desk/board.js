// The board: cards are carried from column to column, or sent to one by their form. What a column
// asks for, a time or words, is given in the form.

import { dragCards } from "./drag_cards.js"
import { act, region } from "./planning.js"

const address = () => region.dataset.move
const leads = (item, place) => item.dataset.leads.split(" ").includes(place.dataset.place)

dragCards({
  step(place, key, item) {
    if (!["ArrowLeft", "ArrowRight"].includes(key)) return null
    const home = item.closest("[data-place]")
    const open = [...region.querySelectorAll("[data-place]")].filter((other) => other === home || leads(item, other))
    const forward = (key === "ArrowRight") === (document.documentElement.dir !== "rtl")
    return open[open.indexOf(place) + (forward ? 1 : -1)]
  },
  accepts: leads,
  drop(item, place) {
    const to = place.dataset.place
    const form = item.querySelector("[data-move-form]")
    const asked = form.querySelector(`[data-for="${to}"] :is(input, textarea)`)
    if (!asked) return act(address(), { post: item.dataset.item, seen: item.dataset.seen, to })
    item.querySelector(".entry-move").open = true
    form.elements.to.value = to
    asked.focus()
  },
  along(item, by) {
    const cards = [...item.parentElement.children]
    cards[cards.indexOf(item) + by]?.querySelector("[data-handle]")?.focus()
  },
})

region.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-move-form]")) return
  event.preventDefault()
  const fields = Object.fromEntries(new FormData(event.target))
  delete fields.csrfmiddlewaretoken
  act(address(), fields)
})
