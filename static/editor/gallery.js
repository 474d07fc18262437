// The gallery node: several figures side by side, in an order that Alt+↑ and Alt+↓ change.
import { mergeAttributes, Node } from "django-prose-editor/editor"
import { el, gettext, interpolate } from "../common/dom.js"
import { attributes, blockHandle, BlockView, nodeViewEvents } from "./node_view.js"
import { insertBlock } from "./insert_block.js"
import { openUploadChooser } from "./upload_choice.js"
import { insertPictures } from "./picture_files.js"
import { layoutField } from "./figure_layout.js"

export const Gallery = Node.create({
  name: "gallery",
  group: "editorial",
  content: "figure+",
  isolating: true,
  draggable: true,
  addOptions: () => ({ upload: "", photos: "" }),
  addAttributes: () => attributes("layout", "errors"),
  parseHTML: () => [{ tag: "section[data-block=gallery]" }],
  renderHTML: ({ HTMLAttributes }) => ["section", mergeAttributes({ "data-block": "gallery" }, HTMLAttributes), 0],
  addNodeView() {
    const urls = this.options
    return ({ node, editor, getPos }) => new GalleryView(node, editor, getPos, urls)
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "gallery",
      groups: "blocks insert",
      priority: 188,
      button: buttons.material("photo_library", gettext("Gallery")),
      command: (editor) =>
        insertBlock(editor, { type: "gallery", content: [{ type: "figure" }] }, "button[data-upload]"),
    })
  },
})

class GalleryView extends BlockView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   * @param {{ upload: string, photos: string }} urls
   */
  constructor(node, editor, getPos, urls) {
    super(node, editor, getPos, { className: "node gallery-node" })
    this.count = el("span", { className: "gallery-count", role: "status" })
    this.layout = layoutField(this.set)
    this.contentDOM = el("div", { className: "gallery-figures" })
    this.dom.append(
      blockHandle(editor, getPos, gettext("Gallery")),
      this.contentDOM,
      this.buildBar(urls),
      this.errors.element,
    )
    Object.assign(this, nodeViewEvents(this.contentDOM))
    this.show()
  }

  /** @param {{ upload: string, photos: string }} urls */
  buildBar(urls) {
    const file = el("input", {
      type: "file",
      multiple: true,
      accept: "image/jpeg,image/png,image/webp,image/gif,image/avif",
      hidden: true,
    })
    file.addEventListener("change", () => {
      insertPictures(this.editor, urls.upload, [...(file.files ?? [])], this.end)
      file.value = ""
    })
    const upload = el("button", { type: "button", className: "button", textContent: gettext("Add pictures…") })
    upload.addEventListener("click", () => file.click())
    const choose = el("button", { type: "button", className: "button", textContent: gettext("Add existing…") })
    choose.addEventListener("click", async () => {
      const photo = await openUploadChooser(urls.photos)
      if (photo) {
        const values = Object.entries(photo).map(([name, value]) => [name, String(value || "").replace(/^true$/, "1")])
        this.editor.commands.insertContentAt(this.end, { type: "figure", attrs: Object.fromEntries(values) })
      }
      choose.focus()
    })
    return el(
      "div",
      { className: "gallery-bar figure-picker", contentEditable: "false" },
      upload,
      choose,
      file,
      this.layout.row,
      this.count,
    )
  }

  /** The end of its content. */
  get end() {
    return (this.getPos() ?? 0) + this.node.nodeSize - 1
  }

  show() {
    const text = interpolate(gettext("%(number)s of at most 24 pictures"), { number: this.node.childCount })
    if (this.count.textContent !== text) this.count.textContent = text
    this.layout.show(this.node.attrs.layout)
    this.errors.show(this.node.attrs.errors, this.dom)
  }
}
