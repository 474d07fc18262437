// The photo library: selection of photos, and upload by a button or by dropping files. Without this script the same
// forms work.
import { el, find, findAll, findOptional, gettext, interpolate, ngettext, targetOf } from "../common/dom.js"
import { isUnderWay, isUploading, jobOf, startUpload, uploadedSoFar } from "../editor/upload.js"

const tiles = findOptional("[data-photo-tiles]")
if (tiles) selectTiles(tiles)
const uploadForm = findOptional("[data-photo-upload]", document, HTMLFormElement)
if (uploadForm) acceptPictures(uploadForm)
const suggestion = findOptional("[data-suggested-agency]")
if (suggestion) offerAgency(suggestion)

/** @param {HTMLElement} list */
function selectTiles(list) {
  const boxes = findAll(".action-select", list, HTMLInputElement)
  const count = find("[data-photo-count]")
  const selectAll = find("[data-select-all]", document, HTMLButtonElement)
  const actions = findAll("[data-photo-selection] [name=action]", document, HTMLButtonElement)
  let last = -1

  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length
    count.textContent = chosen
      ? interpolate(ngettext("%s photo selected", "%s photos selected", chosen), [chosen])
      : gettext("No photos selected")
    for (const action of actions) action.disabled = !chosen
    selectAll.textContent =
      chosen && chosen === boxes.length ? gettext("Clear the selection") : gettext("Select all on this page")
  }

  list.addEventListener("click", (event) => {
    const index = boxes.indexOf(targetOf(event))
    if (index < 0) return
    // Shift selects all photos from the last one.
    if (event.shiftKey && last >= 0)
      for (const box of boxes.slice(Math.min(index, last), Math.max(index, last) + 1))
        box.checked = targetOf(event).checked
    last = index
    show()
  })
  list.addEventListener("change", show)
  selectAll.addEventListener("click", () => {
    const isComplete = boxes.every((box) => box.checked)
    for (const box of boxes) box.checked = !isComplete
    show()
  })
  selectAll.hidden = !boxes.length
  window.addEventListener("pageshow", show) // Browsers restore checkboxes.
  show()
}

/** @param {HTMLFormElement} form */
function acceptPictures(form) {
  const url = form.dataset.photoUpload ?? ""
  const input = find("input[type=file]", form, HTMLInputElement)
  const list = find("[data-uploads]", form)
  const status = find("[data-upload-status]", form)
  const hint = find("[data-drop-hint]", form)
  find("button", form).hidden = true
  find("#id_images_helptext", form).hidden = true
  hint.hidden = false
  hint.id = "photo-drop-hint"
  input.setAttribute("aria-describedby", hint.id)

  const showStatus = () => {
    const { total, stored } = uploadedSoFar()
    const text = ngettext(
      "%(stored)s of %(total)s picture uploaded.",
      "%(stored)s of %(total)s pictures uploaded.",
      total,
    )
    status.textContent = interpolate(text, { stored, total })
    if (!isUploading() && stored)
      status.append(
        " ",
        el("a", {
          href: location.pathname,
          textContent: gettext("Show them in the library"),
        }),
      )
  }

  /** @param {File} file */
  const add = (file) => {
    const job = jobOf(startUpload(url, file))
    if (!job) return
    const bar = el("progress", { max: 1, value: 0, "aria-label": file.name })
    const state = el("span", { className: "photo-upload-state" })
    const row = el("li", {}, el("span", { textContent: file.name }), bar, state)
    list.append(row)
    job.watch = () => {
      bar.hidden = !isUnderWay(job)
      if (job.phase === "processing") bar.removeAttribute("value")
      else bar.value = job.progress
      row.classList.toggle("is-failed", job.phase === "failed")
      state.textContent = stateOf(job)
      showStatus()
    }
    job.watch()
  }

  /** @param {FileList | null | undefined} files */
  const addAll = (files) => {
    if (!isUploading()) list.replaceChildren()
    for (const file of files ?? []) add(file)
  }

  input.addEventListener("change", () => {
    addAll(input.files)
    input.value = ""
  })
  form.addEventListener("submit", (event) => event.preventDefault())
  const isFile = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files")
  document.addEventListener("dragover", (event) => {
    if (!isFile(event)) return
    event.preventDefault()
    form.classList.add("is-target")
  })
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("is-target")
  })
  document.addEventListener("drop", (event) => {
    form.classList.remove("is-target")
    if (!isFile(event)) return
    event.preventDefault()
    addAll(event.dataTransfer?.files)
  })
  window.addEventListener("beforeunload", (event) => {
    if (isUploading()) event.preventDefault()
  })
}

/** @param {import("../editor/upload.js").Job} job */
function stateOf(job) {
  if (job.phase === "failed") return job.error
  const texts = {
    queued: gettext("Waiting…"),
    uploading: gettext("Uploading…"),
    processing: gettext("Processing…"),
    waiting: gettext("The server is busy. The upload continues in a moment."),
    stored: gettext("Uploaded."),
  }
  return texts[/** @type {keyof typeof texts} */ (job.phase)] ?? ""
}

/** @param {HTMLElement} paragraph */
function offerAgency(paragraph) {
  const field = findOptional("#id_agency", document, HTMLInputElement)
  if (!field) return
  const button = find("[data-use-agency]", paragraph, HTMLButtonElement)
  button.hidden = false
  button.addEventListener("click", () => {
    field.value = paragraph.dataset.suggestedAgency ?? ""
    button.hidden = true
    field.focus()
  })
}
