// How a figure looks in the editor: the picture or what it waits for, and its fields.
import { announce, el, gettext, uniqueId } from "./dom.js"
import { errorList, field, fieldKeys, handle, ownEvents, setter } from "./node_view.js"
import { choosePhoto } from "./photo_chooser.js"
import { insertPictures } from "./picture_files.js"
import { cancel, isUnderWay, jobOf, retry, startUpload, uploadedSoFar } from "./upload.js"

const STATES = {
  queued: gettext("%(name)s is queued."),
  uploading: gettext("Uploading %(name)s…"),
  processing: gettext("Processing %(name)s…"),
  waiting: gettext("The server is busy. %(name)s will be retried in a few seconds."),
  cancelled: gettext("Upload of %(name)s cancelled."),
}
const describe = (text, job) => text && window.interpolate(text, { name: job.file.name }, true)

export class FigureView {
  constructor(node, editor, getPos, urls) {
    Object.assign(this, { node, editor, getPos, urls })
    this.set = setter(editor, getPos)
    this.errors = errorList()
    this.progress = el("progress", { max: 1, value: 0, hidden: true, "aria-label": gettext("Upload") })
    this.state = el("p", { className: "figure-state", role: "status", hidden: true })
    this.image = el("img", { alt: "", draggable: false })
    this.dom = el(
      "div",
      { className: "node figure-node", contentEditable: "false" },
      handle(editor, getPos, gettext("Figure")),
      el("div", { className: "figure-picture" }, this.image, this.buildPicker(), this.progress, this.state),
      this.buildFields(),
      this.errors.element,
    )
    this.dom.addEventListener("keydown", fieldKeys(editor, getPos))
    this.takesDrops()
    Object.assign(this, ownEvents(null))
    this.show()
  }

  buildPicker() {
    this.file = el("input", {
      type: "file",
      multiple: true,
      accept: "image/jpeg,image/png,image/webp,image/gif,image/avif",
      hidden: true,
    })
    this.file.addEventListener("change", () => {
      this.send([...this.file.files])
      this.file.value = ""
    })
    const button = (text, run) => {
      const made = el("button", { type: "button", className: "button", textContent: text })
      made.addEventListener("click", run)
      return made
    }
    this.retryButton = button(gettext("Try again"), () => {
      this.uploadButton.focus() // This one goes.
      retry(jobOf(this.node.attrs.pending))
      this.show()
    })
    this.cancelButton = button(gettext("Cancel upload"), () => cancel(jobOf(this.node.attrs.pending)))
    this.uploadButton = button("", () => this.file.click())
    this.uploadButton.dataset.upload = ""
    this.chooseButton = button(gettext("Choose existing…"), async () => {
      const photo = await choosePhoto(this.urls.photos)
      if (photo) this.place(photo)
      this.chooseButton.focus()
    })
    this.hint = el("p", { className: "figure-hint", textContent: gettext("or drop a picture here") })
    return el(
      "div",
      { className: "figure-picker" },
      this.cancelButton,
      this.retryButton,
      this.uploadButton,
      this.chooseButton,
      this.hint,
      this.file,
    )
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
      this.set(this.decorative.checked ? { decorative: "1", alt: "" } : { decorative: "" }),
    )
    return el(
      "div",
      { className: "node-fields" },
      el(
        "div",
        { className: "node-grid" },
        make("caption", gettext("Caption"), { multiline: true }),
        make("alt", gettext("Alternative text"), {
          multiline: true,
          hint: gettext("Describes the picture for people who cannot see it"),
        }),
        make("credit", gettext("Credit"), { placeholder: gettext("Agency/Photographer/Agency") }),
        el(
          "div",
          { className: "node-field node-check" },
          this.decorative,
          el("label", { for: this.decorative.id, textContent: gettext("Decorative: screen readers skip it") }),
        ),
      ),
      el(
        "details",
        {},
        el("summary", { textContent: gettext("Licence and origin") }),
        el(
          "div",
          { className: "node-grid" },
          make("licence", gettext("Licence"), { type: "url", placeholder: "https://creativecommons.org/licenses/…" }),
          make("original", gettext("Original"), {
            type: "url",
            placeholder: "https://",
            hint: gettext("URL of the original picture"),
          }),
        ),
      ),
    )
  }

  takesDrops() {
    const over = (event) => {
      if (!event.dataTransfer.types.includes("Files")) return
      event.preventDefault()
      event.stopPropagation()
      this.dom.classList.toggle("drop-target", event.type === "dragover")
      if (event.type === "drop") this.send([...event.dataTransfer.files])
    }
    for (const type of ["dragover", "dragleave", "drop"]) this.dom.addEventListener(type, over)
  }

  /** The first file is this figure's; of more, each gets a figure below. */
  send([file, ...more]) {
    if (!file) return
    this.set({ pending: startUpload(this.urls.upload, file) }, false)
    if (more.length) insertPictures(this.editor, this.urls.upload, more, this.getPos() + this.node.nodeSize)
  }

  /** Show a photo; what the author wrote stays, what is still empty is filled from what is known. */
  place(photo, undo) {
    const { attrs } = this.node
    const own = (name) => (photo.locked ? photo[name] : (!attrs.photo && attrs[name]) || photo[name]) ?? ""
    const decorative = photo.decorative && !own("alt")
    this.set(
      {
        photo: String(photo.photo),
        src: photo.src,
        width: String(photo.width),
        height: String(photo.height),
        caption: attrs.caption || photo.caption,
        credit: own("credit"),
        alt: own("alt"),
        licence: own("licence"),
        original: own("original"),
        decorative: decorative ? "1" : "",
        locked: photo.locked ? "1" : "",
      },
      undo,
    )
  }

  showUpload() {
    const job = jobOf(this.node.attrs.pending)
    const isActive = isUnderWay(job)
    this.progress.hidden = !isActive
    this.progress.setAttribute("aria-label", job ? describe(gettext("Upload of %(name)s"), job) : gettext("Upload"))
    // Without a value the bar shows that something goes on, and not how much.
    if (job?.phase === "processing") this.progress.removeAttribute("value")
    else this.progress.value = job?.progress ?? 0
    this.uploadButton.disabled = this.chooseButton.disabled = isActive
    const hadFocus = this.cancelButton === document.activeElement
    this.cancelButton.hidden = !isActive
    this.retryButton.hidden = !["failed", "cancelled"].includes(job?.phase) || Boolean(job.isFinal)
    if (hadFocus && !isActive) (this.retryButton.hidden ? this.uploadButton : this.retryButton).focus()
    const text = job?.error
      ? `${describe(gettext("%(name)s was not uploaded."), job)} ${job.error}`
      : job
        ? describe(STATES[job.phase] ?? "", job)
        : ""
    if (this.state.textContent !== text) this.state.textContent = text
    this.state.hidden = !text
    this.state.classList.toggle("is-error", Boolean(job?.error))
    if (job) job.watch = () => this.showUpload()
    // Not while ProseMirror draws this very node.
    if (job?.photo) queueMicrotask(() => this.arrived(job))
  }

  arrived(job) {
    if (!this.node.attrs.pending || jobOf(this.node.attrs.pending) !== job || this.getPos() === undefined) return
    this.set({ pending: "" }, false)
    this.place(job.photo, job.fresh ? false : undefined)
    const { total, stored } = uploadedSoFar()
    announce(
      total > 1
        ? window.interpolate(gettext("%(stored)s of %(total)s pictures uploaded."), { stored, total }, true)
        : gettext("Picture uploaded."),
    )
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
    this.showUpload()
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
