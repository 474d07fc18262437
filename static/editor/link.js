// Links: a dialog for the address, which may be written without https://.
import { Link as BaseLink } from "django-prose-editor/editor"
import { el, gettext } from "../common/dom.js"

/**
 * Completes an address: 'example.org' is a site, 'a@example.org' a mailbox.
 * @param {string} text
 */
function completeAddress(text) {
  const address = text.trim()
  if (!address || /^([a-z][a-z0-9+.-]*:|[/#?])/i.test(address)) return address
  return /^[^\s/@]+@[^\s/@]+$/.test(address) ? `mailto:${address}` : `https://${address}`
}

/**
 * The error of an address that readers cannot follow, or ''. The server accepts the same schemes.
 * @param {string} typed
 */
function errorOf(typed) {
  const address = completeAddress(typed)
  if (!address || /^[/?#]/.test(address)) return ""
  const scheme = address.slice(0, address.indexOf(":")).toLowerCase()
  if (!["http", "https", "mailto"].includes(scheme))
    return gettext("A link must begin with https://, http:// or mailto:.")
  const { hostname } = parse(address)
  const isSite =
    scheme === "mailto" ? /@/.test(address) : hostname && (address === typed.trim() || /[.:]/.test(hostname))
  return isSite && !/\s/.test(address) ? "" : gettext("This is not an address. An example is https://example.org/.")
}

/**
 * @param {string} address
 * @returns {{ hostname?: string }}
 */
function parse(address) {
  try {
    return new URL(address)
  } catch {
    return {}
  }
}

/**
 * Resolves to the address, '' to remove the link, or null if the dialog was closed.
 * @param {string} address
 * @returns {Promise<string | null>}
 */
export function askAddress(address) {
  const input = el("input", {
    type: "text",
    inputMode: "url",
    id: "link-address",
    value: address,
    placeholder: "https://",
    autocomplete: "off",
    spellcheck: false,
  })
  const error = el("p", { id: "link-error", className: "errornote", role: "alert", hidden: true })
  const button = (/** @type {string} */ text, /** @type {string} */ value, /** @type {object} */ options) =>
    el("button", { textContent: text, value, ...options })
  const title = el("h2", { id: "link-title", textContent: address ? gettext("Change link") : gettext("Add link") })
  const dialog = el(
    "dialog",
    { className: "desk-dialog link-dialog", "aria-labelledby": title.id },
    el(
      "form",
      { method: "dialog" },
      title,
      el("label", { for: input.id, textContent: gettext("Address") }),
      input,
      error,
      el(
        "p",
        { className: "dialog-buttons" },
        button(gettext("Set link"), "set", { type: "submit", className: "default" }),
        address ? button(gettext("Remove link"), "remove", { type: "submit" }) : null,
        button(gettext("Cancel"), "", { type: "submit" }),
      ),
    ),
  )
  dialog.addEventListener("submit", (event) => {
    const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter)
    const reason = submitter?.value === "set" ? errorOf(input.value) : ""
    if (!reason) return
    event.preventDefault()
    error.textContent = reason
    error.hidden = false
    input.setAttribute("aria-invalid", "true")
    input.setAttribute("aria-describedby", error.id)
    input.focus()
  })
  document.body.append(dialog)
  dialog.showModal()
  input.select()
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove()
      /** @type {Record<string, string>} */
      const results = { set: completeAddress(input.value), remove: "" }
      resolve(results[dialog.returnValue] ?? null)
    })
  })
}

export const Link = BaseLink.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        (/** @type {CommandProps} */ { editor }) => {
          const isLink = editor.isActive("link")
          if (!isLink && editor.state.selection.empty) return false
          askAddress(editor.getAttributes("link").href ?? "").then((href) => {
            const chain = editor.chain().focus()
            if (isLink) chain.extendMarkRange("link")
            if (href) chain.setLink({ href })
            else if (href === "") chain.unsetLink()
            chain.run()
          })
          return true
        },
    }
  },
})
