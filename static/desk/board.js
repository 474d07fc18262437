// The board: cards are dragged from column to column, or sent to one by their form, which also asks for a date or a note
// if the column needs one.

import { control, find, findAll, findOptional, targetOf } from "../common/dom.js"
import { dragCards } from "./drag_cards.js"
import { placeOf, region, sendMove } from "./planning.js"

const address = () => region.dataset.move ?? ""

/**
 * @param {HTMLElement} item
 * @param {HTMLElement} place
 */
const accepts = (item, place) => Boolean(item.dataset.targets?.split(" ").includes(place.dataset.place ?? ""))

dragCards({
  accepts,
  step(place, key, item) {
    if (!["ArrowLeft", "ArrowRight"].includes(key)) return null
    const home = placeOf(item)
    const open = findAll("[data-place]", region).filter((other) => other === home || accepts(item, other))
    const isForward = (key === "ArrowRight") === (document.documentElement.dir !== "rtl")
    return open[open.indexOf(place) + (isForward ? 1 : -1)]
  },
  drop(item, place) {
    const to = place.dataset.place ?? ""
    const form = find("[data-move-form]", item, HTMLFormElement)
    const field = findOptional(`[data-for="${to}"] :is(input, textarea)`, form)
    if (!field) {
      sendMove(address(), { post: item.dataset.item, seen: item.dataset.seen, to })
      return
    }
    find(".entry-move", item, HTMLDetailsElement).open = true
    control(form, "to").value = to
    field.focus()
  },
  stepAlong(item, by) {
    const cards = [...(item.parentElement?.children ?? [])]
    const card = cards[cards.indexOf(item) + by]
    if (card) findOptional("[data-handle]", card)?.focus()
  },
})

region.addEventListener("submit", (event) => {
  const form = targetOf(event)
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-move-form]")) return
  event.preventDefault()
  const fields = Object.fromEntries(new FormData(form))
  delete fields.csrfmiddlewaretoken
  sendMove(address(), fields)
})
