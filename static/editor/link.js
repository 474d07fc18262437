// Links: a dialog for the address, which may be written without https://.
import { Link as BaseLink } from "django-prose-editor/editor"
import { el, gettext } from "./dom.js"

/** An address as typed -> one that leads somewhere: 'example.org' is a site, 'a@example.org' a mailbox. */
function completed(text) {
  const address = text.trim()
  if (!address || /^([a-z][a-z0-9+.-]*:|[/#?])/i.test(address)) return address
  return /^[^\s/@]+@[^\s/@]+$/.test(address) ? `mailto:${address}` : `https://${address}`
}

/** Resolves to the address, '' to take the link away, or null where the dialog was closed. */
function askAddress(address) {
  const input = el("input", { type: "text", inputMode: "url", id: "link-address", value: address, placeholder: "https://", autocomplete: "off", spellcheck: false })
  const button = (text, value, options) => el("button", { textContent: text, value, ...options })
  const title = el("h2", { id: "link-title", textContent: address ? gettext("Change link") : gettext("Add link") })
  const dialog = el("dialog", { className: "desk-dialog link-dialog", "aria-labelledby": title.id },
    el("form", { method: "dialog" }, title,
      el("label", { for: input.id, textContent: gettext("Address") }), input,
      el("p", { className: "dialog-buttons" },
        button(gettext("Set link"), "set", { type: "submit", className: "default" }),
        address ? button(gettext("Remove link"), "remove", { type: "submit" }) : null,
        button(gettext("Cancel"), "", { type: "submit" }))))
  document.body.append(dialog)
  dialog.showModal()
  input.select()
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve({ set: completed(input.value), remove: "" }[dialog.returnValue] ?? null)
    })
  })
}

export const Link = BaseLink.extend({
  addCommands() {
    return {
      ...this.parent(),
      addLink: () => ({ editor }) => {
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
