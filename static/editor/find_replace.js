// Find and replace: its keys, its button and its bar, which is loaded when it is first opened.
import { Extension } from "django-prose-editor/editor"
import { gettext } from "../common/dom.js"
import { notLoadedMessage } from "../common/http.js"
import { refuse } from "./quotation_wrap.js"
import { createResultsPlugin } from "./find_state.js"

export const FindReplace = Extension.create({
  name: "findReplace",
  /** @returns {{ bar: import("./find_bar.js").FindBar | null }} */
  addStorage: () => ({ bar: null }),
  addKeyboardShortcuts() {
    const open = () => openBar(this.editor)
    return { "Mod-h": open, "Mod-Shift-h": open } // ⌘H hides a program on a Mac.
  },
  addProseMirrorPlugins() {
    return [createResultsPlugin((results) => this.storage.bar?.update(results))]
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "findReplace",
      groups: "more",
      button: buttons.material("find_replace", gettext("Find and replace (Ctrl+H)")),
      command: openBar,
    })
  },
})

/** @param {Editor} editor */
function openBar(editor) {
  showBar(editor).catch(() => {
    editor.view.focus()
    refuse(notLoadedMessage())
  })
  return true
}

/** @param {Editor} editor */
async function showBar(editor) {
  const { findReplace } = editor.storage
  if (!findReplace.bar) editor.view.dom.blur() // What is typed until the bar arrives does not replace the selected text.
  const { FindBar } = await import("./find_bar.js")
  findReplace.bar ??= new FindBar(editor)
  findReplace.bar.open()
}
