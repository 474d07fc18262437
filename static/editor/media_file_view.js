// The view of an uploaded file in the editor: the file or its upload, and its fields.
import { announce, el, gettext, interpolate } from "../common/dom.js"
import { blockHandle, fieldKeys, nodeViewEvents } from "./node_view.js"
import { isUnderWay, startUpload } from "./upload.js"
import { openUploadChooser } from "./upload_choice.js"
import { createButton, UploadView } from "./upload_view.js"

const ACCEPTED = "audio/*,video/mp4,video/webm,application/pdf,.m4a,.mp3,.mp4,.webm,.weba,.ogg,.opus,.wav,.flac,.pdf"
/** @type {Record<string, string>} what is added on the page of a file */
const PAGES = { video: gettext("Captions and poster"), audio: gettext("Captions") }

export class MediaFileView extends UploadView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   * @param {{ file: string, files: string, filePages: string }} urls of the upload, the list, and the pages of files
   */
  constructor(node, editor, getPos, urls) {
    super(node, editor, getPos, { className: "media-file-node", accept: ACCEPTED })
    this.urls = urls
    this.chooseButton = createButton(gettext("Choose existing…"), async () => {
      const file = await openUploadChooser(urls.files, true)
      if (file) this.showFile(file)
      this.chooseButton.focus()
    })
    this.pageLink = el("a", { className: "button", target: "_blank" })
    this.file = el("p", { className: "media-file-name", role: "status" })
    const buttons = [this.cancelButton, this.retryButton, this.uploadButton, this.chooseButton, this.pageLink]
    this.dom.append(
      blockHandle(editor, getPos, gettext("Audio, video or PDF")),
      this.file,
      el("div", { className: "figure-picker" }, ...buttons, this.fileInput),
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

  /** @param {File[]} files */
  send([file]) {
    if (file) this.set({ pending: startUpload(this.urls.file, file, { isRaw: true }) }, false)
  }

  /** @param {import("./upload.js").Job} job */
  arrived(job) {
    this.set({ pending: "" }, false)
    this.showFile(job.answer, job.fresh ? false : undefined)
    announce(interpolate(gettext("%(name)s uploaded."), job.answer))
  }

  /**
   * Shows a file; an empty title is filled from its name.
   * @param {any} answer
   * @param {false} [undoGroup]
   */
  showFile({ file, kind, name, details, src, title }, undoGroup) {
    this.set({ file, kind, name, details, src, removed: "", title: this.node.attrs.title || title }, undoGroup)
  }

  showUpload() {
    this.chooseButton.disabled = isUnderWay(this.job)
    super.showUpload()
  }

  show() {
    const { file, kind, name, details, removed, errors } = this.node.attrs
    const reason = removed && interpolate(gettext("This file was removed: %(reason)s"), { reason: removed })
    const text = file
      ? [name, details, reason].filter(Boolean).join(" · ")
      : gettext("MP4, WebM, MP3, M4A, Ogg, WAV, FLAC or PDF. Nothing is loaded before readers ask for it.")
    if (this.file.textContent !== text) this.file.textContent = text
    this.uploadButton.textContent = file ? gettext("Replace…") : gettext("Upload file…")
    this.pageLink.hidden = !file
    this.pageLink.href = `${this.urls.filePages}${file}/change/`
    this.pageLink.textContent = PAGES[kind] ?? gettext("Page of this file")
    for (const [key, input] of Object.entries(this.inputs))
      if (input.value !== this.node.attrs[key]) input.value = this.node.attrs[key]
    this.errors.show(errors, this.dom)
    this.showUpload()
  }
}
