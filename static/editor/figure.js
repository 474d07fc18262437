// The figure node: a picture with its caption, credit and alternative text.
import { Extension, mergeAttributes, Node, Plugin } from "django-prose-editor/editor"
import { announce, el, gettext, uniqueId } from "./dom.js"
import { attributes, errorList, field, fieldKeys, handle, ownEvents, setter } from "./node_view.js"
import { choosePhoto } from "./photo_chooser.js"
import { keepForUpload, pictures, takeForUpload, upload } from "./upload.js"

export const Figure = Node.create({
  name: "figure",
  group: "editorial",
  atom: true,
  draggable: true,
  addOptions: () => ({ upload: "", photos: "" }),
  addAttributes: () => ({
    ...attributes("id", "photo", "src", "width", "height", "alt", "decorative", "caption", "credit", "licence", "original", "locked", "errors"),
    pending: { default: "", rendered: false },
  }),
  parseHTML: () => [{ tag: "figure[data-block=figure]" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes({ "data-block": "figure" }, HTMLAttributes)],
  addNodeView() {
    const urls = this.options
    return ({ node, editor, getPos }) => new FigureView(node, editor, getPos, urls)
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "figure",
      groups: "blocks",
      priority: 190,
      button: buttons.material("image", gettext("Picture")),
      command: (editor) => {
        const { $to } = editor.state.selection
        const after = $to.depth ? $to.after(1) : $to.pos
        editor.chain().insertContentAt(after, { type: "figure" }).setNodeSelection(after).run()
        const dom = editor.view.nodeDOM(after)
        dom?.scrollIntoView({ block: "nearest" })
        dom?.querySelector("button[data-upload]")?.focus()
      },
    })
  },
})

/** Pictures that are dropped or pasted become figures. */
export const PictureFiles = Extension.create({
  name: "pictureFiles",
  priority: 1000,
  addProseMirrorPlugins() {
    const { editor } = this
    const insert = (files, pos) =>
      editor.commands.insertContentAt(pos, files.map((file) => ({ type: "figure", attrs: { pending: keepForUpload(file) } })))
    const blockBoundary = ($pos) => ($pos.depth ? $pos.after(1) : $pos.pos)
    return [
      new Plugin({
        props: {
          handlePaste: (view, event) => {
            const files = pictures(event.clipboardData?.files)
            // Word and spreadsheets put a picture of the text beside the text: the text is meant.
            if (!files.length || event.clipboardData.types.includes("text/html")) return false
            return insert(files, blockBoundary(view.state.selection.$to))
          },
          handleDrop: (view, event, slice, moved) => {
            const files = moved ? [] : pictures(event.dataTransfer?.files)
            if (!files.length) return false
            const found = view.posAtCoords({ left: event.clientX, top: event.clientY })
            event.preventDefault()
            return insert(files, found ? blockBoundary(view.state.doc.resolve(found.pos)) : view.state.doc.content.size)
          },
        },
      }),
    ]
  },
})

class FigureView {
  constructor(node, editor, getPos, urls) {
    Object.assign(this, { node, editor, getPos, urls })
    this.set = setter(editor, getPos)
    this.errors = errorList()
    this.progress = el("progress", { max: 1, value: 0, hidden: true })
    this.progress.setAttribute("aria-label", gettext("Upload"))
    this.state = el("p", { className: "figure-state", role: "status", hidden: true })
    this.image = el("img", { alt: "" })
    this.dom = el("div", { className: "node figure-node", contentEditable: "false" },
      handle(editor, getPos, gettext("Figure")),
      el("div", { className: "figure-picture" }, this.image, this.buildPicker(), this.progress, this.state),
      this.buildFields(), this.errors.element)
    this.dom.addEventListener("keydown", fieldKeys(editor, getPos))
    this.takesDrops()
    Object.assign(this, ownEvents(this.dom, null))
    this.show()
    const file = node.attrs.pending && takeForUpload(node.attrs.pending)
    if (file) queueMicrotask(() => this.send(file))
  }

  buildPicker() {
    this.file = el("input", { type: "file", accept: "image/jpeg,image/png,image/webp,image/gif,image/avif", hidden: true })
    this.file.addEventListener("change", () => {
      if (this.file.files[0]) this.send(this.file.files[0])
      this.file.value = ""
    })
    this.uploadButton = el("button", { type: "button", className: "button", "data-upload": "" })
    this.uploadButton.addEventListener("click", () => this.file.click())
    const choose = el("button", { type: "button", className: "button", textContent: gettext("Choose existing…") })
    choose.addEventListener("click", async () => {
      const photo = await choosePhoto(this.urls.photos)
      if (photo) this.place(photo)
      choose.focus()
    })
    this.hint = el("p", { className: "figure-hint", textContent: gettext("or drop a picture here") })
    return el("div", { className: "figure-picker" }, this.uploadButton, choose, this.hint, this.file)
  }

  buildFields() {
    this.inputs = {}
    const make = (name, label, options = {}) => {
      const made = field(name, label, { set: this.set, ...options })
      this.inputs[name] = made.input
      return made.row
    }
    this.decorative = el("input", { type: "checkbox", id: uniqueId("field") })
    this.decorative.addEventListener("change", () =>
      this.set(this.decorative.checked ? { decorative: "1", alt: "" } : { decorative: "" }))
    return el("div", { className: "node-fields" },
      el("div", { className: "node-grid" },
        make("caption", gettext("Caption"), { multiline: true }),
        make("credit", gettext("Credit"), { placeholder: gettext("Agency/Photographer/Agency") }),
        make("alt", gettext("Alternative text"), { multiline: true, hint: gettext("What it shows, for those who cannot see it") }),
        el("div", { className: "node-field node-check" }, this.decorative,
          el("label", { for: this.decorative.id, textContent: gettext("Decorative: screen readers pass over it") }))),
      el("details", {}, el("summary", { textContent: gettext("Licence and origin") }),
        el("div", { className: "node-grid" },
          make("licence", gettext("Licence"), { type: "url", placeholder: "https://creativecommons.org/licenses/…" }),
          make("original", gettext("Original"), { type: "url", placeholder: "https://", hint: gettext("Where the picture comes from") }))))
  }

  takesDrops() {
    const over = (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return
      event.preventDefault()
      event.stopPropagation()
      this.dom.classList.toggle("drop-target", event.type === "dragover")
      if (event.type === "drop" && pictures(event.dataTransfer.files)[0]) this.send(pictures(event.dataTransfer.files)[0])
    }
    for (const type of ["dragover", "dragleave", "drop"]) this.dom.addEventListener(type, over)
  }

  async send(file) {
    this.tell(gettext("Uploading…"))
    this.progress.hidden = false
    this.progress.value = 0
    this.uploadButton.disabled = true
    try {
      const photo = await upload(this.urls.upload, file, (part) => (this.progress.value = part))
      this.place(photo)
      this.tell("")
      announce(gettext("The picture is here."))
    } catch (error) {
      this.tell(error.message, true)
    } finally {
      this.progress.hidden = true
      this.uploadButton.disabled = false
    }
  }

  /** Show a photo; what the author wrote stays, what is still empty is filled from what is known. */
  place(photo) {
    if (this.getPos() === undefined) return
    const { attrs } = this.node
    const own = (name) => (photo.locked ? photo[name] : (!attrs.photo && attrs[name]) || photo[name]) ?? ""
    const decorative = photo.decorative && !own("alt")
    this.set({
      photo: String(photo.photo), src: photo.src, width: String(photo.width), height: String(photo.height),
      caption: attrs.caption || photo.caption, credit: own("credit"), alt: own("alt"), licence: own("licence"), original: own("original"),
      decorative: decorative ? "1" : "", locked: photo.locked ? "1" : "", pending: "",
    })
  }

  tell(text, isError = false) {
    this.state.textContent = text
    this.state.hidden = !text
    this.state.classList.toggle("is-error", isError)
  }

  show() {
    const { attrs } = this.node
    this.image.hidden = !attrs.src
    if (attrs.src && this.image.getAttribute("src") !== attrs.src) this.image.src = attrs.src
    this.image.alt = attrs.alt
    this.uploadButton.textContent = attrs.photo ? gettext("Replace…") : gettext("Upload picture…")
    this.hint.hidden = Boolean(attrs.photo)
    this.dom.classList.toggle("is-waiting", !attrs.photo)
    for (const [name, input] of Object.entries(this.inputs)) {
      if (input.value !== attrs[name]) input.value = attrs[name]
      if (name !== "caption") input.readOnly = Boolean(attrs.locked)
    }
    this.decorative.checked = Boolean(attrs.decorative)
    this.decorative.disabled = Boolean(attrs.locked)
    this.inputs.alt.disabled = Boolean(attrs.decorative)
    this.errors.show(attrs.errors, this.dom)
  }

  update(node) {
    if (node.type !== this.node.type) return false
    this.node = node
    this.show()
    return true
  }

  selectNode() {
    this.dom.classList.add("ProseMirror-selectednode")
  }

  deselectNode() {
    this.dom.classList.remove("ProseMirror-selectednode")
  }
}
