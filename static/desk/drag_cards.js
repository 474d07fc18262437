// A card is moved to another place: by drag, or by the arrow keys on its link, which show where it would go until Enter
// drops it there or Escape cancels.

import { targetOf } from "../common/dom.js"
import { placeOf, region, showMessage, texts } from "./planning.js"

/**
 * `step(place, key, item)` returns the place next to one in the direction of an arrow, if there is one; `drop(item, place)`
 * is called after a move. `accepts(item, place)` tells whether an item may go to a place. With `stepAlong(item, by)`, the
 * arrows up and down go along the items instead.
 * @param {{
 *   step: (place: HTMLElement, key: string, item: HTMLElement) => HTMLElement | null | undefined,
 *   drop: (item: HTMLElement, place: HTMLElement) => void,
 *   accepts?: (item: HTMLElement, place: HTMLElement) => boolean,
 *   stepAlong?: (item: HTMLElement, by: 1 | -1) => void,
 * }} options
 */
export function dragCards({ step, drop, accepts = () => true, stepAlong }) {
  /** The item that is moved. @type {HTMLElement | null} */
  let item = null
  /** The original place of the card. @type {HTMLElement | null} */
  let home = null
  /** The place at which it would be dropped. @type {HTMLElement | null} */
  let aim = null
  let isByKeys = false

  /** @param {HTMLElement} card */
  function pickUp(card) {
    item = card
    home = aim = placeOf(card)
    card.classList.add("is-dragged")
  }

  /** @param {HTMLElement | null} place */
  function aimAt(place) {
    aim?.classList.remove("is-drop-target")
    aim = place
    if (aim !== home) aim?.classList.add("is-drop-target")
  }

  /** Ends the move; returns the item and the place to drop it at, which is null if that is where it was. */
  function letGo() {
    const card = /** @type {HTMLElement} */ (item)
    const place = aim !== home ? aim : null
    aimAt(null)
    card.classList.remove("is-dragged")
    item = home = null
    isByKeys = false
    return { card, place }
  }

  /** Returns false if the item is where it was. */
  function dropItem() {
    const { card, place } = letGo()
    if (place) drop(card, place)
    return Boolean(place)
  }

  region.addEventListener("dragstart", (event) => {
    const card = /** @type {HTMLElement | null} */ (targetOf(event).closest("[data-item][draggable=true]"))
    if (!card || !event.dataTransfer) return
    pickUp(card)
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", card.dataset.title ?? "")
  })
  region.addEventListener("dragover", (event) => {
    const place = placeOf(targetOf(event))
    if (!item || !place || (place !== home && !accepts(item, place))) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = "move"
    if (place !== aim) aimAt(place)
  })
  region.addEventListener("drop", (event) => {
    if (!item) return
    event.preventDefault()
    dropItem()
  })
  region.addEventListener("dragend", () => item && letGo())

  region.addEventListener("keydown", (event) => {
    const target = targetOf(event)
    const card = /** @type {HTMLElement | null} */ (target.closest("[data-item]"))
    if (!card || !target.matches("[data-handle]")) return
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    if (stepAlong && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      if (!item) stepAlong(card, event.key === "ArrowDown" ? 1 : -1)
    } else if (event.key.startsWith("Arrow")) {
      if (!item) pickUp(card)
      isByKeys = true
      const next = aim && step(aim, event.key, card)
      if (next) aimAt(next)
      aim?.scrollIntoView({ block: "nearest" })
      showMessage(texts.moving.replace("%title", card.dataset.title).replace("%place", aim?.dataset.name))
    } else if (item && event.key === "Enter") {
      if (!dropItem()) showMessage("")
    } else if (item && event.key === "Escape") {
      letGo()
      showMessage(texts.put_back.replace("%title", card.dataset.title))
    } else return
    event.preventDefault()
  })
  region.addEventListener("focusout", () => isByKeys && letGo())
}
