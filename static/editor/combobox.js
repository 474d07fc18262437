// A text input that completes: the combobox pattern of the ARIA Authoring Practices 1.2, list autocomplete.
import { debounce, el, gettext, uniqueId } from "../common/dom.js"

/**
 * An option with the name by which it was found, if that is not its label.
 * @typedef {{ label: string, found?: string, detail?: string, picture?: HTMLElement, [name: string]: any }} Option
 */

/**
 * Returns an element that holds the input and its list of options.
 * @param {HTMLInputElement} input
 * @param {{
 *   findOptions: (text: string) => Promise<Option[]>,
 *   onPick: (option: Option, isConfirmed: boolean) => void,
 *   needsOption?: (text: string) => boolean,
 * }} callbacks `isConfirmed`: by Enter or the pointer, not by leaving the field; `needsOption`: whether the first option
 * is chosen at once, as the text alone is of no use
 */
export function combobox(input, { findOptions, onPick, needsOption = () => false }) {
  const list = el("div", {
    className: "combobox-list",
    role: "listbox",
    id: uniqueId("list"),
    hidden: true,
    "aria-label": gettext("Suggestions"),
  })
  const wrapper = el("span", { className: "combobox" })
  if (input.isConnected) input.replaceWith(wrapper)
  wrapper.append(input, list)
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    autocomplete: "off",
  }))
    input.setAttribute(name, value)

  /** @type {Option[]} */
  let options = []
  let active = -1
  let requests = 0

  function close() {
    requests++
    list.hidden = true
    list.replaceChildren()
    input.setAttribute("aria-expanded", "false")
    input.removeAttribute("aria-activedescendant")
    active = -1
  }

  /** @param {number} index */
  function highlight(index) {
    list.children[active]?.setAttribute("aria-selected", "false")
    active = index
    const item = list.children[active]
    if (!item) return input.removeAttribute("aria-activedescendant")
    item.setAttribute("aria-selected", "true")
    item.scrollIntoView({ block: "nearest" })
    input.setAttribute("aria-activedescendant", item.id)
  }

  /**
   * @param {number} index
   * @param {boolean} isConfirmed
   */
  function choose(index, isConfirmed) {
    const option = options[index]
    close()
    onPick(option, isConfirmed)
  }

  const suggest = debounce(async () => {
    const request = ++requests
    /** @type {Option[]} */
    let suggestions = []
    try {
      suggestions = await findOptions(input.value)
    } catch {
      // Completion is optional: without it the author keeps typing.
    }
    if (request !== requests || !input.matches(":focus")) return
    options = suggestions
    list.replaceChildren(...suggestions.map(createItem))
    list.hidden = !suggestions.length
    list.scrollIntoView({ block: "nearest" })
    input.setAttribute("aria-expanded", String(Boolean(suggestions.length)))
    highlight(needsOption(input.value) ? 0 : -1)
  }, 120)

  /**
   * @param {Option} option
   * @param {number} index
   */
  function createItem(option, index) {
    const item = el(
      "div",
      { role: "option", id: `${list.id}-${index}`, "aria-selected": "false" },
      option.picture,
      // Each name in its own direction.
      el(
        "span",
        {},
        ...(option.found ? [el("bdi", { textContent: option.found }), " → "] : []),
        el("bdi", { textContent: option.label }),
      ),
      option.detail ? el("small", { textContent: option.detail }) : null,
    )
    item.addEventListener("mousedown", (event) => {
      event.preventDefault() // Keep the focus in the input.
      choose(index, true)
    })
    return item
  }

  input.addEventListener("input", suggest)
  input.addEventListener("blur", close)
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) {
      suggest()
      event.preventDefault()
    } else if (list.hidden) {
      return
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1
      highlight((active + step + options.length + (active < 0 && step < 0 ? 1 : 0)) % options.length)
      event.preventDefault()
    } else if ((event.key === "Enter" || event.key === "Tab") && active >= 0) {
      if (event.key === "Enter") event.preventDefault()
      choose(active, event.key === "Enter")
      event.stopImmediatePropagation()
    } else if (event.key === "Escape") {
      close()
      event.stopImmediatePropagation()
      event.preventDefault()
    }
  })
  return wrapper
}
