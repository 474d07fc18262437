// The editor of a dossier's introduction, with the extensions that its form names (blog/admin/dossiers/forms.py).
// The package's own presets let their editors add a style element, which the content security policy blocks.
import * as prose from "django-prose-editor/editor"
import { el, find, findOptional } from "../common/dom.js"
import { followLanguage } from "../editor/language_field.js"

const SELECTOR = "[data-django-prose-editor-introduction]"

/** @param {HTMLTextAreaElement} textarea */
function createEditor(textarea) {
  /** @type {{ extensions: Record<string, object | true> }} */
  const { extensions } = JSON.parse(textarea.dataset.djangoProseEditorIntroduction ?? "")
  const available = /** @type {Record<string, import("django-prose-editor/editor").Extension>} */ (
    /** @type {unknown} */ (prose)
  )
  const element = el("div", { className: "prose-editor" })
  textarea.before(element)
  element.append(textarea)
  const editor = new prose.Editor({
    element,
    injectCSS: false, // Its rules are in dossiers.css: a style element would need a nonce.
    content: textarea.value,
    editorProps: { attributes: { "aria-label": nameText() } },
    extensions: Object.entries(extensions).map(([name, options]) =>
      options === true ? available[name] : available[name].configure(options),
    ),
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML()
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
  followLanguage(find("#id_language", document, HTMLInputElement), editor)
}

/** The name of the field, which its label does not give the text for assistive technology. */
const nameText = () => (find('label[for="id_introduction"]').textContent ?? "").trim().replace(/:$/, "")

const introduction = findOptional(SELECTOR, document, HTMLTextAreaElement)
if (introduction) createEditor(introduction)
