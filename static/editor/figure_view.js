// The view of a figure in the editor: the picture or its upload, and its fields.
import { announce, el, gettext, interpolate } from "../common/dom.js"
import { blockHandle, fieldKeys, nodeViewEvents } from "./node_view.js"
import { layoutField } from "./figure_layout.js"
import { openUploadChooser } from "./upload_choice.js"
import { insertPictures } from "./picture_files.js"
import { isUnderWay, startUpload, uploadedSoFar } from "./upload.js"
import { createButton, UploadView } from "./upload_view.js"

const ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,image/avif"

export class FigureView extends UploadView {
  /**
   * @param {ProseMirrorNode} node
   * @param {Editor} editor
   * @param {GetPos} getPos
   * @param {{ upload: string, photos: string }} urls
   */
  constructor(node, editor, getPos, urls) {
    super(node, editor, getPos, { className: "figure-node", accept: ACCEPTED, multiple: true })
    this.urls = urls
    this.chooseButton = createButton(gettext("Choose existing…"), async () => {
      const photo = await openUploadChooser(this.urls.photos)
      if (photo) this.showPhoto(photo)
      this.chooseButton.focus()
    })
    this.hint = el("p", { className: "figure-hint", textContent: gettext("or drop a picture here") })
    const buttons = [this.cancelButton, this.retryButton, this.uploadButton, this.chooseButton]
    const picker = el("div", { className: "figure-picker" }, ...buttons, this.hint, this.fileInput)
    this.decorative = el("input", { type: "checkbox" })
    this.lead = el("input", { type: "checkbox" })
    this.layout = layoutField(this.set)
    this.image = el("img", { alt: "", draggable: false })
    this.removed = el("p", { className: "figure-removed", hidden: true })
    this.dom.append(
      blockHandle(editor, getPos, gettext("Picture")),
      el("div", { className: "figure-picture" }, this.image, this.removed, picker, this.progress, this.state),
      this.buildFields(),
      this.errors.element,
    )
    this.dom.addEventListener("keydown", fieldKeys(editor, getPos))
    this.acceptDrops()
    Object.assign(this, nodeViewEvents(null))
    this.show()
  }

  buildFields() {
    this.decorative.addEventListener("change", () =>
      this.set(this.decorative.checked ? { decorative: "1", alt: "" } : { decorative: "" }),
    )
    this.lead.addEventListener("change", () => this.setLead(this.lead.checked))
    const check = (/** @type {HTMLInputElement} */ input, /** @type {string} */ label) =>
      el("label", { className: "node-check" }, input, label)
    return el(
      "div",
      { className: "node-fields" },
      el(
        "div",
        { className: "node-grid" },
        this.addField("caption", gettext("Caption"), { multiline: true }),
        this.addField("alt", gettext("Alternative text"), {
          multiline: true,
          hint: gettext("Describes the picture for people who cannot see it"),
        }),
        this.addField("credit", gettext("Credit"), { placeholder: gettext("Photographer/Agency") }),
        this.layout.row,
        check(this.decorative, gettext("Decorative: screen readers skip it")),
        check(this.lead, gettext("Lead picture: shown in lists and where the post is shared")),
      ),
      el(
        "details",
        {},
        el("summary", { textContent: gettext("Licence and origin") }),
        el(
          "div",
          { className: "node-grid" },
          this.addField("licence", gettext("Licence"), {
            type: "url",
            placeholder: "https://creativecommons.org/licenses/…",
          }),
          this.addField("original", gettext("Original"), {
            type: "url",
            placeholder: "https://",
            hint: gettext("URL of the original picture"),
          }),
        ),
      ),
    )
  }

  /**
   * Makes this picture the only lead picture of the post, or none.
   * @param {boolean} isLead
   */
  setLead(isLead) {
    const { state, view } = this.editor
    const { tr } = state
    state.doc.descendants((node, position) => {
      if (node.attrs.lead) tr.setNodeAttribute(position, "lead", "")
    })
    if (isLead) tr.setNodeAttribute(this.getPos() ?? 0, "lead", "1")
    view.dispatch(tr)
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
    this.chooseButton.disabled = isUnderWay(this.job)
    super.showUpload()
  }

  /** @param {import("./upload.js").Job} job */
  arrived(job) {
    const isFirst = !this.node.attrs.photo
    this.set({ pending: "" }, false)
    this.showPhoto(job.answer, job.fresh ? false : undefined)
    const { total, stored } = uploadedSoFar()
    announce(
      total > 1
        ? interpolate(gettext("%(stored)s of %(total)s pictures uploaded."), { stored, total })
        : gettext("Picture uploaded."),
    )
    // Whoever waited for the picture describes it next.
    if (!isFirst || document.activeElement !== this.uploadButton) return
    const { caption } = this.inputs
    caption.focus()
    this.image.addEventListener("load", () => caption.scrollIntoView({ block: "nearest" }), { once: true })
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
    this.lead.checked = Boolean(attrs.lead)
    this.dom.classList.toggle("is-lead", this.lead.checked)
    this.decorative.disabled = Boolean(attrs.locked)
    this.inputs.alt.disabled = Boolean(attrs.decorative)
    this.errors.show(attrs.errors, this.dom)
    this.showUpload()
  }
}
