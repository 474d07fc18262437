// Offers to restore unsaved changes: the latest first, and the next if that is discarded.
import { pm } from "django-prose-editor/editor"
import { control, editorOf } from "../common/dom.js"
import { requestJSON } from "../common/http.js"
import { deleteDrafts, isOpenElsewhere, readDrafts } from "./draft_storage.js"
import { FieldStep } from "./field_step.js"
import { valueOf } from "./post_fields.js"

/** @typedef {import("./draft_storage.js").Draft} Draft */

// About the save, not part of the post: changes to these alone do not count as unsaved.
const FIELDS_OF_SAVE = ["change_kind", "change_text", "note"]
const SKIPPED_TYPES = ["hidden", "file", "submit", "button"]
/** What the form showed of a field, so that only what is changed in it is saved. @param {string} name */
export const isInitial = (name) => name.startsWith("initial-")
/** @param {string} name */
const isDate = (name) => name.startsWith("published_at")

/** @param {HTMLFormElement} form */
export const fieldsOf = (form) =>
  /** @type {HTMLInputElement[]} */ ([...form.elements]).filter(
    ({ name, type, disabled }) => name && !disabled && (isInitial(name) || !SKIPPED_TYPES.includes(type)),
  )

/**
 * The values of the fields by their names; of radios the chosen one.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string | boolean>}
 */
export function valuesOf(form) {
  updateDocumentField(form)
  const fields = fieldsOf(form).filter(({ type, checked }) => type !== "radio" || checked)
  return Object.fromEntries(
    fields.map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]),
  )
}

/**
 * FormData fires the event that writes the document into its field.
 * @param {HTMLFormElement} form
 */
const updateDocumentField = (form) => new FormData(form)

/**
 * @param {HTMLInputElement} field
 * @param {string | boolean} value
 */
function hasValue(field, value) {
  if (field.type === "checkbox") return field.checked === value
  return field.type === "radio" ? field.checked === (field.value === value) : field.value === value
}

/**
 * The post was published since: its date is now a fact, not a plan that was left open.
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} field
 * @param {string | boolean} value
 */
const isDateStale = (form, { name }, value) => isDate(name) && !value && control(form, "status")?.value === "published"

/**
 * The fields whose values differ from a draft's.
 * @param {HTMLFormElement} form
 * @param {Draft} draft
 */
function differingFields(form, { values }) {
  updateDocumentField(form)
  return fieldsOf(form).filter((field) => {
    const value = values[field.name]
    return field.name in values && !hasValue(field, value) && !isDateStale(form, field, value)
  })
}

/**
 * Fills the form with a draft in one step, which one undo reverts. When it is saved, it is merged with later changes.
 * @param {HTMLFormElement} form
 * @param {Draft} draft
 */
function fillForm(form, draft) {
  const { revision, values } = draft
  /** @type {Record<string, string | boolean>} */
  const after = {
    [control(form, "revision").id]: String(revision ?? ""),
    [control(form, "shown").id]: values.shown ?? "",
  }
  let content = null
  for (const field of differingFields(form, draft)) {
    const value = values[field.name]
    if (field.matches("[data-document-editor]")) content = value
    else after[field.id] = field.type === "radio" ? field.value === value : value
  }
  // The slug may follow the title, so it is restored after it.
  const slug = control(form, "slug")
  if (slug && !(slug.id in after)) after[slug.id] = slug.value
  const before = Object.fromEntries(
    Object.keys(after).map((id) => [id, valueOf(/** @type {HTMLInputElement} */ (document.getElementById(id)))]),
  )
  const editor = editorOf(form)
  const chain = content === null ? editor.chain() : editor.chain().setContent(content, { emitUpdate: true })
  chain.command(({ tr }) => Boolean(pm.history.closeHistory(tr.step(new FieldStep(before, after))))).run()
  // Text typed after this is a separate undo step.
  editor.view.dispatch(pm.history.closeHistory(editor.state.tr))
}

/**
 * The drafts of this browser that the server may not have, then the server's; the latest first.
 * @param {Draft[]} lost
 * @param {(draft: Draft) => boolean} isOwn
 */
async function findDrafts(lost, isOwn) {
  const local = (await readDrafts()).filter(isOwn)
  const known = new Set(local.flatMap(({ form, instead = [] }) => [form, ...instead]))
  return [...local, ...lost.filter(({ form }) => !known.has(form))].sort((one, other) => other.at - one.at)
}

/**
 * @typedef {object} RecoveryOptions
 * @property {string} address
 * @property {number} user
 * @property {Draft[]} lost the server's drafts
 * @property {string} restore the key of a form that is restored without a question
 * @property {boolean} missing that form has no draft any more
 * @property {(draft: Draft) => boolean} continues does the draft go on from what the form shows? Then nobody is asked
 * @property {string} published the publication date, which stays as it is
 * @property {string} all the URL of all unsaved changes
 * @property {string} timeZone the site's
 * @property {(draft: Draft) => boolean} isOwn is a draft of this browser one of this post and user?
 * @property {() => Promise<boolean>} setAside stores text that was typed meanwhile, before it is replaced
 * @property {(draft: Draft) => void} onRestored
 * @property {() => void} onOpenElsewhere
 */

/** What authors read about drafts is loaded once there is one. */
const loadQuestion = () => import("./draft_question.js")

/**
 * @param {HTMLFormElement} form
 * @param {RecoveryOptions} options
 */
export async function offerDrafts(form, options) {
  const { address, lost, restore, missing, continues, published, isOwn, onRestored, onOpenElsewhere } = options
  if (restore || missing) history.replaceState(null, "", location.pathname) // Once: not again after a reload.
  /** @param {Draft} draft */
  const isRestored = (draft) => draft.form === restore || draft.instead?.includes(restore)
  const drafts = await findDrafts(lost, isOwn)
  if (missing) (await loadQuestion()).noteMissing(form)
  for (const draft of restore ? drafts.filter(isRestored) : drafts) {
    if (await isOpenElsewhere(draft.form)) {
      onOpenElsewhere()
      if (restore) (await loadQuestion()).noteOpenElsewhere(form, draft)
      continue
    }
    if (differingFields(form, draft).every(({ name }) => isInitial(name) || FIELDS_OF_SAVE.includes(name))) {
      deleteDrafts(draft.form)
      requestJSON(address, { body: { form: draft.form, forget: true }, keepalive: true }).catch(() => {})
      continue
    }
    if (!restore && !continues(draft) && !(await (await loadQuestion()).askToRestore(form, draft, options))) continue
    fillForm(form, draft)
    const dates = /** @type {HTMLInputElement[]} */ ([...form.elements]).filter(
      ({ name }) => isDate(name ?? "") && name in draft.values,
    )
    if (dates.some(({ name, value }) => draft.values[name] !== value))
      void loadQuestion().then(({ noteDate }) => noteDate(form, published))
    return onRestored(draft)
  }
}
