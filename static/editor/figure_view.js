// The view of a figure in the editor: the picture or its upload, and its fields.
import { announce, el, gettext, interpolate, uniqueId } from "../common/dom.js"
import { attributeSetter, blockHandle, errorList, field, fieldKeys, nodeViewEvents } from "./node_view.js"
import { layoutField } from "./figure_layout.js"
import { choosePhoto } from "./photo_chooser.js"
import { insertPictures } from "./picture_files.js"
import { cancel, isUnderWay, jobOf, retry, startUpload, uploadedSoFar } from "./upload.js"
import { describe, describeState } from "./upload_states.js"

export class FigureView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   * @param {{ upload: string, photos: string }} urls
   */
  constructor(node, editor, getPos, urls) {
    this.node = node
    this.editor = editor
    this.getPos = getPos
    this.urls = urls
    /** @type {Record<string, HTMLInputElement | HTMLTextAreaElement>} */
    this.inputs = {}
    const picker = this.buildPicker()
    this.uploadButton = picker.uploadButton
    this.chooseButton = picker.chooseButton
    this.retryButton = picker.retryButton
    this.cancelButton = picker.cancelButton
    this.hint = picker.hint
    this.decorative = el("input", { type: "checkbox", id: uniqueId("field") })
    this.set = attributeSetter(editor, getPos)
    this.layout = layoutField(this.set)
    this.errors = errorList()
    this.progress = el("progress", { max: 1, value: 0, hidden: true, "aria-label": gettext("Upload") })
    this.state = el("p", { className: "figure-state", role: "status", hidden: true })
    this.image = el("img", { alt: "", draggable: false })
    this.removed = el("p", { className: "figure-removed", hidden: true })
    this.dom = el(
      "div",
      { className: "node figure-node", contentEditable: "false" },
      blockHandle(editor, getPos, gettext("Figure")),
      el("div", { className: "figure-picture" }, this.image, this.removed, picker.element, this.progress, this.state),
      this.buildFields(),
      this.errors.element,
    )
    this.dom.addEventListener("keydown", fieldKeys(editor, getPos))
    this.acceptDrops()
    Object.assign(this, nodeViewEvents(null))
    this.show()
  }

  buildPicker() {
    const file = el("input", {
      type: "file",
      multiple: true,
      accept: "image/jpeg,image/png,image/webp,image/gif,image/avif",
      hidden: true,
    })
    file.addEventListener("change", () => {
      this.send([...(file.files ?? [])])
      file.value = ""
    })
    const button = (/** @type {string} */ text, /** @type {() => void} */ onClick) => {
      const element = el("button", { type: "button", className: "button", textContent: text })
      element.addEventListener("click", onClick)
      return element
    }
    const uploadButton = button("", () => file.click())
    uploadButton.dataset.upload = ""
    const retryButton = button(gettext("Try again"), () => {
      uploadButton.focus() // This button disappears.
      const job = this.job
      if (job) retry(job)
      this.show()
    })
    const cancelButton = button(gettext("Cancel upload"), () => this.job && cancel(this.job))
    const chooseButton = button(gettext("Choose existing…"), async () => {
      const photo = await choosePhoto(this.urls.photos)
      if (photo) this.showPhoto(photo)
      chooseButton.focus()
    })
    const hint = el("p", { className: "figure-hint", textContent: gettext("or drop a picture here") })
    const controls = [cancelButton, retryButton, uploadButton, chooseButton, hint, file]
    const element = el("div", { className: "figure-picker" }, ...controls)
    return { element, uploadButton, retryButton, cancelButton, chooseButton, hint }
  }

  get job() {
    return jobOf(this.node.attrs.pending)
  }

  buildFields() {
    /**
     * @param {string} name
     * @param {string} label
     * @param {import("./node_view.js").FieldOptions} [options]
     */
    const addField = (name, label, options = {}) => {
      const { input, row } = field(name, label, { set: this.set, ...options })
      this.inputs[name] = input
      return row
    }
    this.decorative.addEventListener("change", () =>
      this.set(this.decorative.checked ? { decorative: "1", alt: "" } : { decorative: "" }),
    )
    return el(
      "div",
      { className: "node-fields" },
      el(
        "div",
        { className: "node-grid" },
        addField("caption", gettext("Caption"), { multiline: true }),
        addField("alt", gettext("Alternative text"), {
          multiline: true,
          hint: gettext("Describes the picture for people who cannot see it"),
        }),
        addField("credit", gettext("Credit"), { placeholder: gettext("Agency/Photographer/Agency") }),
        this.layout.row,
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
          addField("licence", gettext("Licence"), {
            type: "url",
            placeholder: "https://creativecommons.org/licenses/…",
          }),
          addField("original", gettext("Original"), {
            type: "url",
            placeholder: "https://",
            hint: gettext("URL of the original picture"),
          }),
        ),
      ),
    )
  }

  acceptDrops() {
    const onDrag = (/** @type {DragEvent} */ event) => {
      if (!event.dataTransfer?.types.includes("Files")) return
      event.preventDefault()
      event.stopPropagation()
      this.dom.classList.toggle("drop-target", event.type === "dragover")
      if (event.type === "drop") this.send([...event.dataTransfer.files])
    }
    for (const type of ["dragover", "dragleave", "drop"])
      this.dom.addEventListener(/** @type {"drop"} */ (type), onDrag)
  }

  /**
   * Uploads the first file for this figure, and each further one for a figure below.
   * @param {File[]} files
   */
  send(files) {
    const [file, ...more] = files
    if (!file) return
    this.set({ pending: startUpload(this.urls.upload, file) }, false)
    if (more.length) insertPictures(this.editor, this.urls.upload, more, (this.getPos() ?? 0) + this.node.nodeSize)
  }

  /**
   * Shows a photo; empty fields are filled from it.
   * @param {any} photo
   * @param {false} [undoGroup]
   */
  showPhoto(photo, undoGroup) {
    const { attrs } = this.node
    const own = (/** @type {string} */ name) =>
      (photo.locked ? photo[name] : (!attrs.photo && attrs[name]) || photo[name]) ?? ""
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
        removed: "",
      },
      undoGroup,
    )
  }

  showUpload() {
    const { job } = this
    const isActive = isUnderWay(job)
    this.progress.hidden = !isActive
    this.progress.setAttribute("aria-label", job ? describe(gettext("Upload of %(name)s"), job) : gettext("Upload"))
    // Without a value the bar is indeterminate.
    if (job?.phase === "processing") this.progress.removeAttribute("value")
    else this.progress.value = job?.progress ?? 0
    this.uploadButton.disabled = this.chooseButton.disabled = isActive
    const hadFocus = this.cancelButton === document.activeElement
    this.cancelButton.hidden = !isActive
    this.retryButton.hidden = !["failed", "cancelled"].includes(job?.phase ?? "") || Boolean(job?.isFinal)
    if (hadFocus && !isActive) (this.retryButton.hidden ? this.uploadButton : this.retryButton).focus()
    const text = describeState(job)
    if (this.state.textContent !== text) this.state.textContent = text
    this.state.hidden = !text
    this.state.classList.toggle("is-error", Boolean(job?.error))
    if (job) job.watch = () => this.showUpload()
    // Not while ProseMirror draws this very node.
    if (job?.answer) queueMicrotask(() => this.arrived(job))
  }

  /** @param {import("./upload.js").Job} job */
  arrived(job) {
    if (!this.node.attrs.pending || this.job !== job || this.getPos() === undefined) return
    this.set({ pending: "" }, false)
    this.showPhoto(job.answer, job.fresh ? false : undefined)
    const { total, stored } = uploadedSoFar()
    announce(
      total > 1
        ? interpolate(gettext("%(stored)s of %(total)s pictures uploaded."), { stored, total })
        : gettext("Picture uploaded."),
    )
  }

  show() {
    const { attrs } = this.node
    this.image.hidden = !attrs.src
    if (attrs.src && this.image.getAttribute("src") !== attrs.src) this.image.src = attrs.src
    this.image.alt = attrs.alt
    this.removed.hidden = !attrs.removed
    this.removed.textContent = attrs.removed
      ? interpolate(gettext("This picture was removed: %(reason)s"), { reason: attrs.removed })
      : ""
    this.uploadButton.textContent = attrs.photo ? gettext("Replace…") : gettext("Upload picture…")
    this.hint.hidden = Boolean(attrs.photo)
    this.dom.classList.toggle("is-waiting", !attrs.photo)
    for (const [name, input] of Object.entries(this.inputs)) {
      if (input.value !== attrs[name]) input.value = attrs[name]
      if (name !== "caption") input.readOnly = Boolean(attrs.locked)
    }
    this.layout.show(attrs.layout)
    this.decorative.checked = Boolean(attrs.decorative)
    this.decorative.disabled = Boolean(attrs.locked)
    this.inputs.alt.disabled = Boolean(attrs.decorative)
    this.errors.show(attrs.errors, this.dom)
    this.showUpload()
  }

  /** @param {ProseMirrorNode} node */
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
