// Lists of links in the form of the appearance, edited in rows instead of lines.
import { el, find, findAll, findOptional, gettext, readJSON, uniqueId } from "../common/dom.js"

/** @typedef {{ name: string, url: string, list: string }} Target the list that shows it while that is empty */

/**
 * Edits the lines of a text as rows of a name and an address. Without names the text stays as it is.
 * @param {HTMLTextAreaElement} text
 */
export function linkRows(text) {
  /** @type {Target[]} */
  const targets = readJSON("link-targets") ?? []
  const options = el(
    "datalist",
    { id: uniqueId("link-targets") },
    ...targets.map(({ name, url }) => el("option", { value: url, textContent: name })),
  )
  const list = el("ol", { className: "link-rows" })
  const add = el("button", {
    type: "button",
    className: "button",
    textContent: gettext("Add a link"),
    onclick: () => {
      list.append(row("", ""))
      find("li:last-child input", list).focus()
    },
  })
  const labelText = findOptional(`label[for="${text.id}"]`)?.textContent?.replace(/:\s*$/, "") ?? ""
  const group = el("div", { role: "group", "aria-label": labelText, className: "link-list" }, list, add, options)
  text.hidden = true
  text.after(group)
  for (const line of text.value.split(/\r?\n/)) {
    const parts = line.trim().split(/\s+/)
    const url = parts.pop() ?? ""
    if (url) list.append(row(parts.join(" "), url))
  }
  // An empty field stands for the usual links: they are shown, and stored with the first change.
  if (!text.value.trim())
    for (const { name, url, list: own } of targets) if (own === text.name) list.append(row(name, url))
  // Other scripts of the form, such as the error summary, lead to the text.
  text.addEventListener("focus", () => findOptional("input", list)?.focus())

  function store() {
    const lines = findAll("li", list).map((item) => {
      const [name, address] = findAll("input", item, HTMLInputElement)
      return `${name.value.trim()} ${address.value.trim().replaceAll(/\s/g, "%20")}`.trim()
    })
    text.value = lines.filter(Boolean).join("\n")
    text.dispatchEvent(new Event("input", { bubbles: true }))
  }

  /**
   * @param {string} name
   * @param {string} url
   */
  function row(name, url) {
    const nameInput = el("input", {
      type: "text",
      value: name,
      maxLength: 60,
      dir: "auto",
      placeholder: gettext("Name"),
      "aria-label": gettext("Name"),
    })
    const addressInput = el("input", {
      type: "text",
      value: url,
      dir: "ltr",
      placeholder: gettext("Address"),
      "aria-label": gettext("Address"),
    })
    addressInput.setAttribute("list", options.id)
    addressInput.addEventListener("change", () => {
      const target = targets.find((each) => each.url === addressInput.value)
      if (target && !nameInput.value) nameInput.value = target.name
      store()
    })
    const item = el(
      "li",
      {},
      nameInput,
      addressInput,
      el(
        "div",
        { className: "row-actions" },
        action("↑", gettext("Move up"), () => item.previousElementSibling?.before(item)),
        action("↓", gettext("Move down"), () => item.nextElementSibling?.after(item)),
        action("×", gettext("Remove"), () => {
          const other = item.nextElementSibling ?? item.previousElementSibling
          item.remove()
          ;(other ? find("input", other) : add).focus()
        }),
      ),
    )
    item.addEventListener("input", store)
    return item
  }

  /**
   * @param {string} sign
   * @param {string} label
   * @param {() => void} run
   */
  function action(sign, label, run) {
    const button = el("button", { type: "button", className: "button", textContent: sign, title: label })
    button.setAttribute("aria-label", label)
    button.addEventListener("click", () => {
      run()
      if (button.isConnected) button.focus()
      store()
    })
    return button
  }
}
