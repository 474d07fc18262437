// The calendar: posts are carried from day to day, or sent to one by their form.

import { dragCards } from "./drag_cards.js"
import { act, region } from "./planning.js"

const isRightToLeft = document.documentElement.dir === "rtl"
const move = (item, to) => act(region.dataset.move, { post: item.dataset.item, seen: item.dataset.seen, to })

dragCards({
  step(place, key) {
    const days = [...region.querySelectorAll("[data-place]")]
    const forward = isRightToLeft ? -1 : 1
    const by = { ArrowLeft: -forward, ArrowRight: forward, ArrowUp: -7, ArrowDown: 7 }[key]
    return days[days.indexOf(place) + by]
  },
  drop: (item, place) => move(item, place.dataset.place),
})

region.addEventListener("submit", (event) => {
  const { target: form } = event
  if (!form.matches("[data-move-form], [data-done]")) return
  event.preventDefault()
  const fields = Object.fromEntries(new FormData(form))
  delete fields.csrfmiddlewaretoken
  act(region.dataset.move, fields)
})
