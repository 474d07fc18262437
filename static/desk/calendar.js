// The calendar: posts are dragged from day to day, or sent to one by their form.

import { findAll, targetOf } from "../common/dom.js"
import { dragCards } from "./drag_cards.js"
import { region, sendMove } from "./planning.js"

const FORWARD = document.documentElement.dir === "rtl" ? -1 : 1
/** @type {Record<string, number>} */
const DAYS_BY_KEY = { ArrowLeft: -FORWARD, ArrowRight: FORWARD, ArrowUp: -7, ArrowDown: 7 }
const address = () => region.dataset.move ?? ""

dragCards({
  step(place, key) {
    const days = findAll("[data-place]", region)
    return days[days.indexOf(place) + DAYS_BY_KEY[key]]
  },
  drop(item, place) {
    sendMove(address(), { post: item.dataset.item, seen: item.dataset.seen, to: place.dataset.place })
  },
})

region.addEventListener("submit", (event) => {
  const form = targetOf(event)
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-move-form], [data-done]")) return
  event.preventDefault()
  const fields = Object.fromEntries(new FormData(form))
  delete fields.csrfmiddlewaretoken
  sendMove(address(), fields)
})
