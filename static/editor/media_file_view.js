// The view of an uploaded file in the editor: the file or its upload, and its fields.
import { announce, el, gettext, interpolate } from "../common/dom.js"
import { attributeSetter, blockHandle, errorList, field, fieldKeys, nodeViewEvents } from "./node_view.js"
import { cancel, isUnderWay, jobOf, retry, startUpload } from "./upload.js"
import { describe, describeState } from "./upload_states.js"

const ACCEPTED = "audio/*,video/mp4,video/webm,application/pdf,.m4a,.mp3,.mp4,.webm,.weba,.ogg,.opus,.wav,.flac,.pdf"

export class MediaFileView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   * @param {string} url
   */
  constructor(node, editor, getPos, url) {
    this.node = node
    this.getPos = getPos
    this.url = url
    this.set = attributeSetter(editor, getPos)
    /** @type {Record<string, HTMLInputElement | HTMLTextAreaElement>} */
    this.inputs = {}
    this.errors = errorList()
    this.file = el("p", { className: "media-file-name", role: "status" })
    this.progress = el("progress", { max: 1, value: 0, hidden: true, "aria-label": gettext("Upload") })
    this.state = el("p", { className: "figure-state", role: "status", hidden: true })
    this.uploadButton = this.addButton("", () => this.input.click())
    this.uploadButton.dataset.upload = ""
    this.cancelButton = this.addButton(gettext("Cancel upload"), () => this.job && cancel(this.job))
    this.retryButton = this.addButton(gettext("Try again"), () => {
      this.uploadButton.focus() // This button disappears.
      if (this.job) retry(this.job)
      this.show()
    })
    this.input = el("input", { type: "file", accept: ACCEPTED, hidden: true })
    this.input.addEventListener("change", () => {
      this.send(this.input.files?.[0])
      this.input.value = ""
    })
    const picker = [this.cancelButton, this.retryButton, this.uploadButton, this.input]
    this.dom = el(
      "div",
      { className: "node media-file-node", contentEditable: "false" },
      blockHandle(editor, getPos, gettext("Audio, video or PDF")),
      this.file,
      el("div", { className: "figure-picker" }, ...picker),
      this.progress,
      this.state,
      el(
        "div",
        { className: "node-fields node-grid" },
        this.addField("title", gettext("Title")),
        this.addField("credit", gettext("Credit")),
        this.addField("caption", gettext("Caption"), { multiline: true }),
        this.addField("transcript", gettext("Transcript"), {
          multiline: true,
          hint: gettext("For readers who cannot hear or see the file; search finds it"),
        }),
      ),
      this.errors.element,
    )
    this.dom.addEventListener("keydown", fieldKeys(editor, getPos))
    this.acceptDrops()
    Object.assign(this, nodeViewEvents(null))
    this.show()
  }

  get job() {
    return jobOf(this.node.attrs.pending)
  }

  /**
   * @param {string} text
   * @param {() => void} onClick
   */
  addButton(text, onClick) {
    const button = el("button", { type: "button", className: "button", textContent: text })
    button.addEventListener("click", onClick)
    return button
  }

  /**
   * @param {string} name
   * @param {string} label
   * @param {import("./node_view.js").FieldOptions} [options]
   */
  addField(name, label, options = {}) {
    const { input, row } = field(name, label, { set: this.set, ...options })
    this.inputs[name] = input
    return row
  }

  acceptDrops() {
    const onDrag = (/** @type {DragEvent} */ event) => {
      if (!event.dataTransfer?.types.includes("Files")) return
      event.preventDefault()
      event.stopPropagation()
      this.dom.classList.toggle("drop-target", event.type === "dragover")
      if (event.type === "drop") this.send(event.dataTransfer.files[0])
    }
    for (const type of ["dragover", "dragleave", "drop"])
      this.dom.addEventListener(/** @type {"drop"} */ (type), onDrag)
  }

  /** @param {File | undefined} file */
  send(file) {
    if (file) this.set({ pending: startUpload(this.url, file, { isRaw: true }) }, false)
  }

  /** @param {import("./upload.js").Job} job */
  arrived(job) {
    if (!this.node.attrs.pending || this.job !== job || this.getPos() === undefined) return
    const { file, name, details, src, title } = job.answer
    this.set({ pending: "" }, false)
    const values = { file, name, details, src, title: this.node.attrs.title || title }
    this.set(values, job.fresh ? false : undefined)
    announce(interpolate(gettext("%(name)s uploaded."), { name }))
  }

  showUpload() {
    const { job } = this
    const isActive = isUnderWay(job)
    this.progress.hidden = !isActive
    this.progress.setAttribute("aria-label", job ? describe(gettext("Upload of %(name)s"), job) : gettext("Upload"))
    // Without a value the bar is indeterminate.
    if (job?.phase === "processing") this.progress.removeAttribute("value")
    else this.progress.value = job?.progress ?? 0
    this.uploadButton.disabled = isActive
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

  show() {
    const { file, name, details, errors } = this.node.attrs
    const text = file
      ? [name, details].filter(Boolean).join(" · ")
      : gettext("MP4, WebM, MP3, M4A, Ogg, WAV, FLAC or PDF. Nothing is loaded before readers ask for it.")
    if (this.file.textContent !== text) this.file.textContent = text
    this.uploadButton.textContent = file ? gettext("Replace…") : gettext("Upload file…")
    for (const [key, input] of Object.entries(this.inputs))
      if (input.value !== this.node.attrs[key]) input.value = this.node.attrs[key]
    this.errors.show(errors, this.dom)
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
