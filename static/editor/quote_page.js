// Quotations from a page of another site: the command, whose panel is loaded when it is first opened.
import { Extension } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"
import { notLoadedMessage } from "../common/http.js"
import { refuse } from "./quotation_wrap.js"

export const QuotePage = Extension.create({
  name: "quotePage",
  addOptions: () => ({ page: "", savedPage: "" }),
  /** @returns {{ panel: import("./quote_page_panel.js").QuotePagePanel | null }} */
  addStorage: () => ({ panel: null }),
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "quotation:page",
      groups: "more insert",
      button: buttons.material("travel_explore", gettext("Quote from a page")),
      command: (editor) => openPanel(editor, this.options).catch(() => refuse(notLoadedMessage())),
      enabled: (editor) => editor.isEditable,
    })
  },
})

/**
 * @param {Editor} editor
 * @param {{ page: string, savedPage: string }} urls of the server
 */
async function openPanel(editor, urls) {
  const { quotePage } = editor.storage
  const { QuotePagePanel } = await import("./quote_page_panel.js")
  quotePage.panel ??= new QuotePagePanel(editor, urls)
  quotePage.panel.open()
}
