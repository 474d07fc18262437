// The view of an embed in the editor: what is known of the page, and its fields.
import { el, gettext, interpolate } from "../common/dom.js"
import { messageOf } from "../common/http.js"
import { blockHandle, BlockView, fieldKeys, nodeViewEvents } from "./node_view.js"

export class EmbedView extends BlockView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   * @param {(address: string) => Promise<Record<string, string> | null>} findEmbed
   */
  constructor(node, editor, getPos, findEmbed) {
    super(node, editor, getPos, { className: "node embed-node", contentEditable: "false" })
    this.findEmbed = findEmbed
    this.image = el("img", { alt: "", draggable: false })
    this.page = el("p", { className: "embed-page", role: "status" })
    this.dom.append(
      blockHandle(editor, getPos, gettext("Embed")),
      el("div", { className: "embed-preview" }, this.image, this.page),
      el(
        "div",
        { className: "node-fields node-grid" },
        this.addField("url", gettext("Address"), {
          type: "url",
          placeholder: "https://",
          hint: gettext("Of a video, a recording, a post, a chart, or any page"),
          also: () => ({ post: "", provider: "", pageTitle: "", author: "", src: "" }),
        }),
        this.addField("title", gettext("Title"), { hint: gettext("Shown instead of the page’s own title") }),
        this.addField("caption", gettext("Caption"), { multiline: true }),
      ),
      this.errors.element,
    )
    this.inputs.url.addEventListener("change", () => this.read())
    this.dom.addEventListener("keydown", fieldKeys(editor, getPos))
    Object.assign(this, nodeViewEvents(null))
    this.show()
  }

  /** Asks the server about the address that was entered. */
  async read() {
    const address = this.inputs.url.value.trim()
    if (!address) return
    try {
      const attrs = await this.findEmbed(address)
      if (this.inputs.url.value.trim() !== address) return
      this.set(attrs ?? { errors: gettext("The address must be a web address that begins with https://") }, false)
    } catch (error) {
      this.page.textContent = messageOf(error)
    }
  }

  show() {
    const { url, provider, pageTitle, author, src, errors } = this.node.attrs
    this.image.hidden = !src
    if (src && this.image.getAttribute("src") !== src) this.image.src = src
    const known = [pageTitle, author, provider].filter(Boolean).join(" · ")
    const waiting = interpolate(
      gettext("%(provider)s. Title and picture are fetched after saving. Without them, readers see the address."),
      {
        provider: provider || gettext("Bookmark card"),
      },
    )
    const start = gettext("Readers see a preview; a player is loaded only after they click.")
    const text = pageTitle || author ? known : url ? waiting : start
    if (this.page.textContent !== text) this.page.textContent = text
    for (const [name, input] of Object.entries(this.inputs))
      if (input.value !== this.node.attrs[name]) input.value = this.node.attrs[name]
    this.errors.show(errors, this.dom)
  }
}
