// The view of an uploaded file in the editor: the file or its upload, and its fields.
import { announce, el, gettext, interpolate } from "../common/dom.js"
import { blockHandle, fieldKeys, nodeViewEvents } from "./node_view.js"
import { startUpload } from "./upload.js"
import { UploadView } from "./upload_view.js"

const ACCEPTED = "audio/*,video/mp4,video/webm,application/pdf,.m4a,.mp3,.mp4,.webm,.weba,.ogg,.opus,.wav,.flac,.pdf"

export class MediaFileView extends UploadView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   * @param {string} url
   */
  constructor(node, editor, getPos, url) {
    super(node, editor, getPos, { className: "media-file-node", accept: ACCEPTED })
    this.url = url
    this.file = el("p", { className: "media-file-name", role: "status" })
    const picker = [this.cancelButton, this.retryButton, this.uploadButton, this.fileInput]
    this.dom.append(
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

  /** @param {File[]} files */
  send([file]) {
    if (file) this.set({ pending: startUpload(this.url, file, { isRaw: true }) }, false)
  }

  /** @param {import("./upload.js").Job} job */
  arrived(job) {
    const { file, name, details, src, title } = job.answer
    this.set({ pending: "" }, false)
    const values = { file, name, details, src, title: this.node.attrs.title || title }
    this.set(values, job.fresh ? false : undefined)
    announce(interpolate(gettext("%(name)s uploaded."), { name }))
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
}
