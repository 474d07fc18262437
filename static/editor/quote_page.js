// Quotations from a page of another site: the command, whose panel is loaded when it is first opened, also by a saved page that
// is dropped on the text.
import { Extension, Plugin } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"
import { notLoadedMessage } from "../common/http.js"
import { refuse } from "./quotation_wrap.js"

const PAGE_FILE_RE = /\.(?:x?html?|mht(?:ml)?)$/i

export const QuotePage = Extension.create({
  name: "quotePage",
  priority: 1100, // Before the pictures, which take any file.
  addOptions: () => ({ page: "", savedPage: "" }),
  /** @returns {{ panel: import("./quote_page_panel.js").QuotePagePanel | null }} */
  addStorage: () => ({ panel: null }),
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "quotation:page",
      groups: "more insert",
      button: buttons.material("travel_explore", gettext("Quote from a page")),
      command: (editor) => openPanel(editor, this.options),
      enabled: (editor) => editor.isEditable,
    })
  },
  addProseMirrorPlugins() {
    const handleDrop = (/** @type {EditorView} */ _view, /** @type {DragEvent} */ event) => {
      const file = event.dataTransfer?.files[0]
      if (!file || !PAGE_FILE_RE.test(file.name)) return false
      event.preventDefault()
      openPanel(this.editor, this.options, file)
      return true
    }
    return [new Plugin({ props: { handleDrop } })]
  },
})

/**
 * @param {Editor} editor
 * @param {{ page: string, savedPage: string }} urls of the server
 * @param {File} [file] to read
 */
async function openPanel(editor, urls, file) {
  const { quotePage } = editor.storage
  try {
    const { QuotePagePanel } = await import("./quote_page_panel.js")
    quotePage.panel ??= new QuotePagePanel(editor, urls)
    quotePage.panel.open()
    quotePage.panel.readFile(file)
  } catch {
    refuse(notLoadedMessage())
  }
}
