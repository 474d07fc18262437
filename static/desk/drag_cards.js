// A thing is carried to another place: by drag, or by the arrow keys on its link, which show where it
// would go until Enter puts it there or Escape puts it back.

import { region, say, words } from "./planning.js"

/** `step(place, key, item)` gives the place next to one in the direction of an arrow, or none; `drop(item,
 * place)` is called with where it was put. `accepts(item, place)` says whether it may go there, all may
 * unless it is given; `along(item, by)` is what the arrows up and down do where they lead to no place. */
export function dragCards({ step, drop, accepts = () => true, along = null }) {
  let carried = null // The item.
  let home = null // Where it was taken from.
  let aim = null // Where it would go.
  let byKeys = false

  function take(item) {
    carried = item
    home = aim = item.closest("[data-place]")
    item.classList.add("carried")
  }

  function point(place) {
    aim?.classList.remove("aimed")
    aim = place
    if (aim !== home) aim?.classList.add("aimed")
  }

  /** Gives the place that was aimed at, if it is another one. */
  function letGo() {
    const there = aim !== home ? aim : null
    point(null)
    carried.classList.remove("carried")
    const item = carried
    carried = home = null
    byKeys = false
    return [item, there]
  }

  region.addEventListener("dragstart", (event) => {
    const item = event.target.closest("[data-item][draggable=true]")
    if (!item) return
    take(item)
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", item.dataset.title)
  })
  region.addEventListener("dragover", (event) => {
    const place = carried && event.target.closest("[data-place]")
    if (!place || (place !== home && !accepts(carried, place))) return
    event.preventDefault()
    event.dataTransfer.dropEffect = "move"
    if (place !== aim) point(place)
  })
  region.addEventListener("drop", (event) => {
    if (!carried) return
    event.preventDefault()
    const [item, there] = letGo()
    if (there) drop(item, there)
  })
  region.addEventListener("dragend", () => carried && letGo())

  region.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-handle]") || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
      return
    const item = event.target.closest("[data-item]")
    if (along && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      if (!carried) along(item, event.key === "ArrowDown" ? 1 : -1)
    } else if (event.key.startsWith("Arrow")) {
      if (!carried) take(item)
      byKeys = true
      const next = step(aim, event.key, item)
      if (next) point(next)
      aim.scrollIntoView({ block: "nearest" })
      say(words.moving.replace("%title", item.dataset.title).replace("%place", aim.dataset.named))
    } else if (carried && event.key === "Enter") {
      const [, there] = letGo()
      if (there) drop(item, there)
      else say("")
    } else if (carried && event.key === "Escape") {
      letGo()
      say(words.put_back.replace("%title", item.dataset.title))
    } else return
    event.preventDefault()
  })
  region.addEventListener("focusout", () => byKeys && letGo())
}
