// The view of a block with an uploaded file: its buttons, progress, and files that are dropped on it.
import { el, gettext } from "../common/dom.js"
import { BlockView } from "./node_view.js"
import { cancel, isUnderWay, jobOf, retry } from "./upload.js"
import { describe, describeState } from "./upload_states.js"

/** A subclass sends the chosen files in `send`, and shows the answer in `arrived`. */
export class UploadView extends BlockView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   * @param {{ className: string, accept: string, multiple?: boolean }} options the class, and which files can be chosen
   */
  constructor(node, editor, getPos, { className, accept, multiple = false }) {
    super(node, editor, getPos, { className: `node ${className}`, contentEditable: "false" })
    this.progress = el("progress", { max: 1, value: 0, hidden: true, "aria-label": gettext("Upload") })
    this.state = el("p", { className: "figure-state", role: "status", hidden: true })
    this.fileInput = el("input", { type: "file", multiple, accept, hidden: true })
    this.fileInput.addEventListener("change", () => {
      this.send([...(this.fileInput.files ?? [])])
      this.fileInput.value = ""
    })
    this.uploadButton = createButton("", () => this.fileInput.click())
    this.uploadButton.dataset.upload = ""
    this.retryButton = createButton(gettext("Try again"), () => {
      this.uploadButton.focus() // This button disappears.
      if (this.job) retry(this.job)
      this.show()
    })
    this.cancelButton = createButton(gettext("Cancel upload"), () => this.job && cancel(this.job))
  }

  get job() {
    return jobOf(this.node.attrs.pending)
  }

  /** @param {File[]} _files */
  send(_files) {}

  /** @param {import("./upload.js").Job} _job */
  arrived(_job) {}

  /** @param {import("./upload.js").Job} job */
  isAwaited(job) {
    return Boolean(this.node.attrs.pending) && this.job === job && this.getPos() !== undefined
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

  showUpload() {
    const { job } = this
    const isActive = isUnderWay(job)
    this.progress.hidden = !isActive
    this.progress.setAttribute("aria-label", job ? describe(gettext("Upload of %(name)s"), job) : gettext("Upload"))
    // Without a value the bar is indeterminate.
    if (job?.phase === "processing") this.progress.removeAttribute("value")
    else this.progress.value = job?.progress ?? 0
    const hadFocus = this.cancelButton === document.activeElement
    this.cancelButton.hidden = !isActive
    if (isActive && this.uploadButton === document.activeElement) this.cancelButton.focus() // Disabled, it would lose it.
    this.uploadButton.disabled = isActive
    this.retryButton.hidden = !["failed", "cancelled"].includes(job?.phase ?? "") || Boolean(job?.isFinal)
    if (hadFocus && !isActive) (this.retryButton.hidden ? this.uploadButton : this.retryButton).focus()
    const text = describeState(job)
    if (this.state.textContent !== text) this.state.textContent = text
    this.state.hidden = !text
    this.state.classList.toggle("is-error", Boolean(job?.error))
    if (job) job.watch = () => this.showUpload()
    // Not while ProseMirror draws this very node.
    if (job?.answer) queueMicrotask(() => this.isAwaited(job) && this.arrived(job))
  }
}

/**
 * @param {string} textContent
 * @param {() => void} onClick
 */
export function createButton(textContent, onClick) {
  const button = el("button", { type: "button", className: "button", textContent })
  button.addEventListener("click", onClick)
  return button
}
