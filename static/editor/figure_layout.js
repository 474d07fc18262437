// The width of a figure or gallery on the page.
import { el, gettext, uniqueId } from "../common/dom.js"

/**
 * A labelled select that sets the attribute `layout`; `show` updates it.
 * @param {import("./node_view.js").SetAttributes} set
 */
export function layoutField(set) {
  const id = uniqueId("field")
  const option = (/** @type {string} */ value, /** @type {string} */ textContent) =>
    el("option", { value, textContent })
  const select = el(
    "select",
    { id },
    option("", gettext("Normal")),
    option("wide", gettext("Wide")),
    option("full", gettext("Full width")),
  )
  select.addEventListener("change", () => set({ layout: select.value }))
  const label = el("label", { for: id, textContent: gettext("Width") })
  return {
    row: el("div", { className: "node-field figure-layout" }, label, select),
    show: (/** @type {string} */ layout) => {
      if (select.value !== layout) select.value = layout
    },
  }
}
